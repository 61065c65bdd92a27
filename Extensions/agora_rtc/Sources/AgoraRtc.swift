internal import Logging
internal import TenChannel
internal import TenCore
public import TenRuntime

/// The session's place in a media channel: what the user says comes out as `pcm_frame`, and what the agent says goes in, in real time.
public actor AgoraRtc: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  static let audioName: MessageName = "pcm_frame"
  static let dataName: MessageName = "data"
  let settings: RtcSettings
  var channel = ""
  var uid: UInt32 = 0
  /// Whom alone the session listens to; 0: everyone.
  var userID: UInt32 = 0
  var avatarID: UInt32 = 0
  /// Whether the node has made its token, and can make another.
  var makesTokens = false
  var connection: (any ChannelConnection)?
  var listening: [UInt32: Listening] = [:]
  var isStopping = false
  private var told: Set<String> = []
  private var playout: Playout
  private var isPlaying = false
  private var afterRoom: [CheckedContinuation<Void, Never>] = []

  public init(_ context: ExtensionContext) throws {
    self.context = context
    settings = try RtcSettings(context.properties)
    playout = Playout(epoch: context.clock.now)
  }

  public func start(_ start: StartMessage) async throws {
    channel = try start.string("channel")
    uid = Self.uid(start["stream_id"])
    userID = Self.uid(start["remote_stream_id"])
    avatarID = Self.uid(start["avatar_uid"])
    while uid == 0 || uid == userID || uid == avatarID {
      guard uid == 0 else {
        throw RtcError("joining '\(channel)' as \(uid): the user or the avatar has this uid; give different 'bot_uid', 'user_uid' and 'avatar_uid'")
      }
      uid = UInt32(truncatingIfNeeded: context.random.next())
    }
    let given = start["token"]?.string ?? ""
    makesTokens = given.isEmpty && !settings.certificate.isEmpty
    var request = JoinRequest(channel: channel, participant: .rtc(uid), token: given.isEmpty ? nil : Secret(given))
    if makesTokens { request.token = try makeToken() }
    request.receivesAudio = settings.subscribesAudio
    request.receivesVideo = settings.subscribesVideo
    playout = Playout(epoch: context.clock.now)
    let joined = try await context.channelTransport(settings.transport).join(request) { [weak self] event in
      self?.assumeIsolated { $0.happened(event) }
    }
    guard !isStopping else { return await joined.leave() }
    connection = joined
    context.log.info("joined channel=\(channel) uid=\(uid)")
  }

  public func handle(_ frame: AudioFrame) async throws {
    guard settings.publishesAudio else { return once("audio", "audio came, and 'publish_audio' is false: it is not published") }
    if let reason = playout.append(frame, at: context.clock.now) {
      return once("frame", "publishing an audio frame: \(reason)", isError: true)
    }
    publishDue()
    if !isPlaying, playout.due != nil {
      isPlaying = true
      context.spawn { await self.play() }
    }
    while playout.queued > settings.playoutLimit, !isStopping { await withCheckedContinuation { afterRoom.append($0) } }
  }

  public func handle(_ frame: VideoFrame) {
    guard settings.publishesVideo else { return once("video", "video came, and 'publish_video' is false: it is not published") }
    guard !playout.hasEnded(frame.turn) else { return }
    guard let picture = RawPicture.published(frame, timestamp: frame.timestamp) else {
      return once(
        "picture",
        "publishing a picture: \(frame.width)x\(frame.height) \(frame.format) in \(frame.payload.count) bytes cannot travel; "
          + "use rgba, rgb24 or i420", isError: true)
    }
    connection?.publish(picture)
  }

  public func handle(_ data: DataMessage) throws {
    guard data.name == Self.dataName else { return once("name", "the data '\(data.name)' came; only 'data' is sent on", isError: true) }
    guard settings.publishesData else { return once("data", "data came, and 'publish_data' is false: it is not sent") }
    guard let bytes = data["data"]?.bytes else { return }
    try connection?.send(data: bytes)
  }

  public func handle(_ command: Command, _ reply: PendingReply) throws -> CommandResult {
    switch command.name {
    case .flush:
      dropped(playout.dropAll(), "a flush")
      return .ok()
    case "renew_token":
      try connection?.renew(token: Secret(command["token"]?.string ?? ""))
      return .ok()
    default: return .error("the node '\(context.nodeName)' got the command '\(command.name)'; it knows 'flush' and 'renew_token'")
    }
  }

  public func interrupted(turn: Turn) { dropped(playout.endTurns(through: turn), "the end of \(turn)") }

  public func stop() async {
    isStopping = true
    _ = playout.dropAll()
    makeRoom()
    let place = connection
    connection = nil
    await place?.leave()
  }

  /// Publishes piece by piece until nothing waits.
  private func play() async {
    while let due = playout.due, await sleep(until: due) { publishDue() }
    isPlaying = false
  }

  /// - Returns: false when the node stops.
  private func sleep(until due: Duration) async -> Bool {
    guard due > context.clock.now else { return !Task.isCancelled }
    do {
      try await context.clock.sleep(until: due)
      return true
    } catch {
      return false
    }
  }

  private func publishDue() {
    while let piece = playout.take(at: context.clock.now) { connection?.publish(piece) }
    if playout.queued <= settings.playoutLimit { makeRoom() }
  }

  private func dropped(_ duration: Duration, _ cause: String) {
    if duration > .zero { context.log.debug("\(cause) dropped \(duration.nanoseconds / 1_000_000) ms of audio") }
    if playout.queued <= settings.playoutLimit { makeRoom() }
  }

  private func makeRoom() {
    let waiting = afterRoom
    afterRoom = []
    for handler in waiting { handler.resume() }
  }

  /// Says a thing that a stream of messages would repeat for ever.
  func once(_ key: String, _ text: String, isError: Bool = false) {
    guard told.insert(key).inserted else { return }
    if isError { context.report("\(text); further ones are not told") } else { context.log.warning("\(text)") }
  }

  private static func uid(_ value: Value?) -> UInt32 { value?.int.flatMap { UInt32(exactly: $0) } ?? 0 }
}
