/// What the bodies of TEN's requests must be. Go reads a null as a value that is not given, and leaves out what it does not know.
enum TENBody {
  /// Seconds: a year.
  private static let longestTimeout = 31_536_000
  private static let uid = Shape.integer(minimum: 0, maximum: Int(UInt32.max))

  static func channel(_ limits: ServerConfiguration.Limits) -> Shape { named("TENChannelRequest", [], limits) }

  static func token(_ limits: ServerConfiguration.Limits) -> Shape {
    named("TENTokenRequest", [member("uid", uid, "the user's number in the channel")], limits)
  }

  static func start(_ limits: ServerConfiguration.Limits) -> Shape {
    named(
      "TENStartRequest",
      [
        member("graph_name", .string(), "a graph of `/graphs`; the one with `auto_start` when it is missing"),
        member("user_uid", uid, "the user whom the agent hears; everyone when it is missing or 0"),
        member("bot_uid", uid, "the agent's own number in the channel; made when it is missing or 0"),
        member("token", .string(), "not used: the server makes the agent's token"),
        member("worker_http_server_port", .integer(minimum: 0, maximum: 65_535), "a start value for graphs that take one"),
        member("properties", .object([], rest: .nullable(.object([], rest: .any))), "properties to replace, by node"),
        member("timeout", .integer(minimum: -1, maximum: longestTimeout), "seconds without a ping; -1 for never, 0 for the server's own"),
      ], limits)
  }

  /// An empty or missing channel has a code of its own, which the handlers give.
  private static func named(_ name: String, _ members: [Shape.Member], _ limits: ServerConfiguration.Limits) -> Shape {
    let words = "at most \(limits.nameLength) characters, without `..`, `/`, `\\` and control characters"
    let id = member("request_id", .string(), "the caller's, for its own logs")
    let told = Shape.string(minLength: 1, maxLength: limits.nameLength, pattern: TENChannel.pattern)
    return .narrowed(
      .named(name, .object([id, .init("channel_name", told, required: true, words)] + members, rest: .any)),
      checked: .object([id, member("channel_name", .string(), words)] + members, rest: .any))
  }

  private static func member(_ name: String, _ shape: Shape, _ description: String) -> Shape.Member {
    .init(name, .nullable(shape), description)
  }
}
