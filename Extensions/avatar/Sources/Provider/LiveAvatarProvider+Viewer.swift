internal import TenCore
internal import TenRuntime

/// LiveAvatar's FULL mode: a LiveKit room of LiveAvatar's own. The page talks to the avatar in the room itself; LiveAvatar has no call for that.
extension LiveAvatarProvider: ViewerProvider {
  func createViewer(_ http: VendorHTTP) async throws(AvatarError) -> VendorSession {
    var persona = Properties()
    if let voice = settings.voice["voice_id"] { persona["voice_id"] = voice }
    if !settings.language.isEmpty { persona["language"] = .string(settings.language) }
    var body: Properties = [
      "mode": "FULL", "avatar_id": .string(settings.avatarName),
      "video_settings": ["quality": .string(settings.quality), "encoding": .string(settings.videoEncoding)],
      "avatar_persona": .object(persona), "interactivity_type": "CONVERSATIONAL",
    ]
    if let limit = settings.sessionLimit { body["max_session_duration"] = Value(limit.components.seconds) }
    return try await create(body, http)
  }

  /// Starts the session: before that LiveAvatar names no room.
  func room(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) -> ViewerRoom {
    let attempted = "start a LiveAvatar session"
    let data = try await http.post("/v1/sessions/start", .session(session.token), Properties(), to: attempted)
    return try ViewerRoom(
      url: data["livekit_url"], token: data["livekit_client_token"], limit: data["max_session_duration"], attempted: attempted)
  }

  func begin(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) {}

  func speak(_ task: ViewerTask, _ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) -> Properties {
    throw inTheRoom("let the LiveAvatar speak a text", "avatar.speak_text")
  }

  func interrupt(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) {
    throw inTheRoom("interrupt the LiveAvatar", "avatar.interrupt")
  }

  func keepAlive(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) {
    let body: Properties = ["session_id": .string(session.id)]
    _ = try await http.post("/v1/sessions/keep-alive", .session(session.token), body, to: "keep a LiveAvatar session alive")
  }

  private func inTheRoom(_ attempted: String, _ event: String) -> AvatarError {
    AvatarError(
      attempted: attempted, reason: "LiveAvatar takes this in the room alone; publish '\(event)' on the topic 'agent-control' there",
      isUnsupported: true)
  }
}
