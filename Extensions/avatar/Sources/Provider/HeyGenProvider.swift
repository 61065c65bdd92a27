internal import TenCore
internal import TenNet
internal import TenRuntime

/// HeyGen's streaming avatar, version 1, with the Agora transport.
struct HeyGenProvider: AvatarProvider {
  let name = "HeyGen"
  let settings: AvatarSettings

  func create(_ member: ChannelMember, _ http: VendorHTTP) async throws(AvatarError) -> VendorSession {
    let token = try await createToken(http)
    let attempted = "create a HeyGen session"
    let data = try await http.post("/v1/streaming.new", .session(token), body(member), to: attempted)
    guard let id = data["session_id"]?.string, !id.isEmpty else { throw AvatarError(attempted: attempted, reason: "the answer has no session_id") }
    let limit = data["session_duration_limit"]?.double.flatMap { $0 > 0 && $0 < 1e6 ? Duration.seconds($0) : nil }
    // Without an address the session exists all the same, and has to be stopped: `start` says what is wrong.
    let url = try? http.address(data["realtime_endpoint"]?.string, attempted)
    return VendorSession(id: id, token: token, endpoint: url.map { RealtimeEndpoint(url: $0, limit: limit) })
  }

  /// A session's own token, good for one session.
  func createToken(_ http: VendorHTTP) async throws(AvatarError) -> Secret {
    let account = VendorHTTP.Key.account(header: "x-api-key", settings.apiKey)
    let made = try await http.post("/v1/streaming.create_token", account, Properties(), to: "create a HeyGen token")
    guard let text = made["token"]?.string, !text.isEmpty else {
      throw AvatarError(attempted: "create a HeyGen token", reason: "the answer has no token")
    }
    return Secret(text)
  }

  func start(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) -> RealtimeEndpoint {
    guard let endpoint = session.endpoint else {
      throw AvatarError(attempted: "create a HeyGen session", reason: "the answer has no WebSocket address in realtime_endpoint")
    }
    _ = try await http.post("/v1/streaming.start", .session(session.token), ["session_id": .string(session.id)], to: "start a HeyGen session")
    return endpoint
  }

  func stop(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) {
    let account = VendorHTTP.Key.account(header: "x-api-key", settings.apiKey)
    _ = try await http.post("/v1/streaming.stop", account, ["session_id": .string(session.id)], to: "stop a HeyGen session")
  }

  private func body(_ member: ChannelMember) -> Properties {
    [
      "avatar_name": .string(settings.avatarName), "quality": .string(settings.quality), "version": "agora_v1",
      "video_encoding": .string(settings.videoEncoding), "source": "app", "disable_idle_timeout": false,
      "activity_idle_timeout": Value(settings.idleTimeout), "namespace": "demo",
      "agora_settings": [
        "app_id": .string(member.appID), "token": .string(member.token.reveal()), "channel": .string(member.channel),
        "uid": .string("\(member.uid)"),
      ],
    ]
  }
}
