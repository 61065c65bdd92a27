internal import TenCore
internal import TenNet
internal import TenRuntime

/// LiveAvatar, HeyGen's successor, in its LITE mode with the Agora transport.
struct LiveAvatarProvider: AvatarProvider {
  let name = "LiveAvatar"
  let settings: AvatarSettings

  func create(_ member: ChannelMember, _ http: VendorHTTP) async throws(AvatarError) -> VendorSession {
    let body: Properties = [
      "mode": "LITE", "avatar_id": .string(settings.avatarName),
      "video_settings": ["quality": .string(settings.quality), "encoding": .string(settings.videoEncoding)],
      "agora_config": [
        "agora_app_id": .string(member.appID), "agora_token": .string(member.token.reveal()), "agora_channel": .string(member.channel),
        "agora_uid": .string("\(member.uid)"),
      ],
    ]
    return try await create(body, http)
  }

  func create(_ body: Properties, _ http: VendorHTTP) async throws(AvatarError) -> VendorSession {
    let attempted = "create a LiveAvatar session"
    let data = try await http.post("/v1/sessions/token", .account(header: "X-API-KEY", settings.apiKey), body, to: attempted)
    guard let id = data["session_id"]?.string, !id.isEmpty, let token = data["session_token"]?.string, !token.isEmpty else {
      throw AvatarError(attempted: attempted, reason: "the answer has no session_id and session_token")
    }
    return VendorSession(id: id, token: Secret(token))
  }

  func start(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) -> RealtimeEndpoint {
    let attempted = "start a LiveAvatar session"
    let data = try await http.post("/v1/sessions/start", .session(session.token), Properties(), to: attempted)
    let limit = data["max_session_duration"]?.double.flatMap { $0 > 0 && $0 < 1e6 ? Duration.seconds($0) : nil }
    return RealtimeEndpoint(url: try http.address(data["ws_url"]?.string, attempted), limit: limit)
  }

  func stop(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) {
    let body: Properties = ["session_id": .string(session.id), "reason": "USER_CLOSED"]
    _ = try await http.post("/v1/sessions/stop", .account(header: "X-API-KEY", settings.apiKey), body, to: "stop a LiveAvatar session")
  }
}
