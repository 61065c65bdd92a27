public import TenRuntime

public actor Hello: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public nonisolated let context: ExtensionContext
  private var channel = ""

  public init(_ context: ExtensionContext) { self.context = context }

  public func start(_ start: StartMessage) async throws {
    channel = try start.string("channel")
    context.log.info("in channel \(channel)")
    try await greet("everybody")
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    guard command.name == "greet", let name = command["name"]?.string else { return .error("I only know the command greet") }
    return .ok(["text": .string(try await greet(name))])
  }

  @discardableResult
  private func greet(_ name: String) async throws -> String {
    let text = "\(try context.properties.string("greeting")), \(name) in \(channel)!"
    try await context.send(DataMessage("greeting", ["text": .string(text)]))
    return text
  }
}
