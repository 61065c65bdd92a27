import TenRuntime

/// Answers the command `forecast`, in one piece and in parts.
public actor Weather: Extension {
  public static let manifest = Manifest(name: "weather")
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }

  // snippet
  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    guard let city = command["city"]?.string else { return .error("forecast: 'city' is missing; say which city") }
    for day in ["Monday", "Tuesday"] {
      await reply.partial(.ok(["day": .string(day), "text": .string("sun in \(city)")]))
    }
    return .ok(["days": 2])
  }
  // end
}
