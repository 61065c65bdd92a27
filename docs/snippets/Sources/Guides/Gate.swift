import TenRuntime

/// Passes audio on while it is open, on the sender's stack, and commands that it does not know.
public actor Gate: Extension {
  public static let manifest = Manifest(name: "gate")
  public nonisolated let context: ExtensionContext
  private var isOpen = true

  public init(_ context: ExtensionContext) { self.context = context }

  // snippet
  public func receive(_ frame: AudioFrame) {
    guard isOpen else { return }
    context.send(frame)
  }

  public func receive(_ command: Command, _ reply: consuming Reply) {
    switch command.name.text {
    case "close":
      isOpen = false
      reply.send(.ok())
    default: context.forward(command, reply)
    }
  }
  // end
}
