public import TenRuntime

/// Greets: everybody when a session starts, and whom the command `greet` names.
public actor Hello: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private var channel = ""
  private var greeted: [String] = []

  public init(_ context: ExtensionContext) { self.context = context }

  public func start(_ start: StartMessage) async throws {
    channel = try start.string("channel")
    context.log.info("in channel \(channel)")
    try await greet("everybody")
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name {
    case "greet": return .ok(["text": .string(try await greet(command["name"]?.string ?? "nobody"))])
    case "greeted": return .ok(["names": .array(greeted.map { .string($0) })])
    default: return .error("I only know the commands greet and greeted")
    }
  }

  @discardableResult
  private func greet(_ name: String) async throws -> String {
    greeted.append(name)
    let text = "\(try context.properties.string("greeting")), \(name) in \(channel)!"
    try await context.send(DataMessage("greeting", ["text": .string(text)]))
    return text
  }
}
