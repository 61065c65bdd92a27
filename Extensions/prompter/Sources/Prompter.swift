internal import TenCore
public import TenRuntime

/// Sends the commands and data that its property `messages` lists, in a turn of its own.
public actor Prompter: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private let prompts: [Prompt]
  private let isInTurn: Bool

  public init(_ context: ExtensionContext) throws {
    self.context = context
    prompts = try Prompt.list(context.properties["messages"])
    isInTurn = try context.properties.bool("in_turn")
  }

  public func start(_ start: StartMessage) {
    guard !prompts.isEmpty else { return }
    if isInTurn {
      context.spawn(in: context.beginTurn()) { try await self.sendAll() }
    } else {
      context.spawn { try await self.sendAll() }
    }
  }

  private func sendAll() async throws {
    for prompt in prompts {
      try await context.clock.sleep(for: prompt.delay)
      do {
        try await send(prompt)
      } catch {
        if Task.isCancelled { return }
        context.report(error)
      }
    }
  }

  private func send(_ prompt: Prompt) async throws {
    switch prompt.message {
    case .data(let data):
      if let node = prompt.destination { try await context.send(data, to: node) } else { try await context.send(data) }
    case .command(let command, let results):
      for await result in try await stream(command, prompt.destination) { try await tell(result, of: command.name, as: results) }
    }
  }

  private func stream(_ command: Command, _ destination: String?) async throws -> CommandResults {
    guard let destination else { return try await context.stream(command) }
    return try await context.stream(command, to: destination)
  }

  private func tell(_ result: CommandResult, of command: MessageName, as name: MessageName?) async throws {
    if result.isFinal, !result.isOK { context.report("the command '\(command)' was answered \(result.status): \(result.detail)") }
    guard let name else { return }
    let properties: Properties = [
      "status": .string("\(result.status)"), "final": .bool(result.isFinal), "properties": .object(result.properties),
    ]
    try await context.send(DataMessage(name, properties))
  }
}
