internal import TenCore
internal import TenRuntime

/// HeyGen's sessions of version 2: a LiveKit room of HeyGen's own.
extension HeyGenProvider: ViewerProvider {
  func createViewer(_ http: VendorHTTP) async throws(AvatarError) -> VendorSession {
    let token = try await createToken(http)
    let attempted = "create a HeyGen session"
    var body: Properties = [
      "avatar_name": .string(settings.avatarName), "quality": .string(settings.quality), "version": "v2",
      "video_encoding": .string(settings.videoEncoding), "source": "sdk", "disable_idle_timeout": false,
      "activity_idle_timeout": Value(settings.idleTimeout),
    ]
    if !settings.voice.isEmpty { body["voice"] = .object(settings.voice) }
    if !settings.language.isEmpty { body["language"] = .string(settings.language) }
    let data = try await http.post("/v1/streaming.new", .session(token), body, to: attempted)
    guard let id = data["session_id"]?.string, !id.isEmpty else { throw AvatarError(attempted: attempted, reason: "the answer has no session_id") }
    return VendorSession(id: id, token: token, answer: data)
  }

  func room(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) -> ViewerRoom {
    try ViewerRoom(
      url: session.answer["url"], token: session.answer["access_token"], limit: session.answer["session_duration_limit"],
      attempted: "create a HeyGen session")
  }

  func begin(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) {
    _ = try await call("start", session, http, to: "start a HeyGen session")
  }

  func speak(_ task: ViewerTask, _ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) -> Properties {
    let more: Properties = ["text": .string(task.text), "task_type": .string(task.type), "task_mode": .string(task.mode)]
    let data = try await call("task", session, http, more, to: "let the HeyGen avatar speak a text")
    var answer = Properties()
    for name in ["task_id", "duration_ms"] { if let value = data[name], !value.isNull { answer[name] = value } }
    return answer
  }

  func interrupt(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) {
    _ = try await call("interrupt", session, http, to: "interrupt the HeyGen avatar")
  }

  func keepAlive(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) {
    _ = try await call("keep_alive", session, http, to: "keep a HeyGen session alive")
  }

  private func call(
    _ name: String, _ session: VendorSession, _ http: VendorHTTP, _ more: Properties = Properties(), to attempted: String
  ) async throws(AvatarError) -> Properties {
    let body: Properties = ["session_id": .string(session.id)]
    return try await http.post("/v1/streaming.\(name)", .session(session.token), body.merging(more), to: attempted)
  }
}
