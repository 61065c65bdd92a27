import TenRuntime

/// Leads a conversation: each sentence of the user ends the turn before and begins one.
public actor Leader: Extension {
  public static let manifest = Manifest(name: "leader")
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }

  // snippet
  public func handle(_ data: DataMessage) async throws {
    await context.interrupt()
    let turn = context.beginTurn()
    let question = data["text"]?.string ?? ""
    context.spawn(in: turn) { try await self.answer(question) }
  }

  private func answer(_ question: String) async throws {
    for text in ["You", "said", question] {
      try await context.send(word(text))
      try await context.clock.sleep(for: .seconds(1))
    }
  }
  // end

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    // snippet
    let turn = context.beginTurn()
    try await context.within(turn) {
      try await context.send(word("hello"))
    }
    // end
    return .ok(["turn": .int(Int64(turn.number))])
  }

  // snippet
  private func word(_ text: String) -> DataMessage {
    var message = DataMessage("word", ["text": .string(text)])
    message.deliveryClass = .transient
    return message
  }
  // end
}
