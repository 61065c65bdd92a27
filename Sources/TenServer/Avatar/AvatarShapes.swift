internal import TenCore

/// What the avatar session API takes and gives.
enum AvatarShapes {
  static let creation = Shape.named(
    "AvatarSessionRequest",
    .object([
      .init("avatar_name", .string(minLength: 1, maxLength: 200), "Which avatar; without it the graph's own."),
      .init("avatar_id", .string(minLength: 1, maxLength: 200), "The same as avatar_name; give one of them."),
      .init("quality", .string(choices: ["low", "medium", "high"]), "360p, 480p or 720p."),
      .init("voice", .oneOf([.string(minLength: 1, maxLength: 200), voice]), "The id of the vendor's voice, or its settings."),
      .init("language", .string(minLength: 1, maxLength: 35), "The language that is spoken, such as `en`."),
      .init(
        "idle_timeout", .integer(minimum: 30, maximum: 3_600),
        "Seconds without a task, an interrupt or a keep-alive after which the session is ended."),
    ]))

  private static let voice = Shape.object([
    .init("voice_id", .string(minLength: 1, maxLength: 200)), .init("rate", .number(minimum: 0.5, maximum: 1.5)),
    .init("emotion", .string(maxLength: 50)),
  ])

  static let created = Shape.named(
    "AvatarSessionCreated",
    .object([
      .init("session_id", .string(pattern: "^s[0-9a-f]{16}$"), required: true), .init("status", .string(choices: ["created"]), required: true),
      .init("url", .string(), required: true, "The LiveKit server of the avatar's room."),
      .init("access_token", .string(), required: true, "Lets a page watch the room. Given here and never again."),
      .init("session_duration_limit", .nullable(.integer()), required: true, "Seconds from its start; null where there is no limit."),
      .init("idle_timeout", .integer(), required: true),
    ]))

  static let task = Shape.named(
    "AvatarTask",
    .object([
      .init("text", .string(minLength: 1, maxLength: 1_000), required: true),
      .init(
        "task_type", .string(choices: ["repeat", "talk", "chat"]), "`repeat` (default) speaks the text; the others let the vendor's model answer it."),
      .init("task_mode", .string(choices: ["sync", "async"]), "`sync` (default): after what is being said; `async`: at once."),
    ]))

  static let spoken = Shape.named(
    "AvatarTaskTaken",
    .object([
      .init("session_id", .string(), required: true), .init("task_id", .nullable(.string()), required: true),
      .init("duration_ms", .nullable(.number()), required: true),
    ]))

  static let status = Shape.named(
    "AvatarSessionStatus", .object([.init("session_id", .string(), required: true), .init("status", .string(), required: true)]))

  static let ended = Shape.named(
    "AvatarSessionEnded",
    .object([
      .init("session_id", .string(), required: true), .init("status", .string(choices: ["ended"]), required: true),
      .init("reason", .nullable(.string()), required: true), .init("detail", .nullable(.string()), required: true),
    ]))

  static let list = Shape.named(
    "AvatarSessions",
    .object([.init("sessions", .array(listed), required: true), .init("limit", .integer(), required: true, "How many there may be at once.")]))

  private static let listed = Shape.object([
    .init("session_id", .string(), required: true),
    .init("status", .string(choices: ["creating", "created", "starting", "started", "ending", "unknown"]), required: true),
    .init("created_at", .integer(), required: true, "Unix time in seconds."), .init("last_active_at", .integer(), required: true),
    .init("idle_timeout", .nullable(.integer()), required: true), .init("avatar_name", .nullable(.string()), required: true),
    .init("tasks", .nullable(.integer()), required: true, "How many it was given."),
    .init("session_duration_limit", .nullable(.integer()), required: true), .init("seconds_left", .nullable(.integer()), required: true),
  ])
}
