import TenChannel
import TenCore
import TenRuntime
import TenConformance
import TenTesting

/// A transport that does all that a transport must, but for its flaw.
actor FlawedTransport: Extension {
  enum Flaw: String {
    case none, looksIntoTheLobby, goesOnAlone, showsToken, staysThere, forgetsToLeave, deafToEnd, backwards, inBursts, speaksOn, flushesNothing
    case tellsTwice, numberAsLeft, noOrigin, hearsAvatar, silentAboutLength, cutsMessages, hearsItself, hearsItsSpeech, keepsTheFlood
  }

  static let manifest: Manifest = {
    var manifest = Manifest(name: "flawed_transport")
    manifest.start = ObjectSchema(
      [
        .init("channel", PropertySchema(.string)), .init("stream_id", PropertySchema(.uint32, from: "bot_uid")),
        .init("avatar_uid", PropertySchema(.uint32)), .init("token", PropertySchema(.string, secret: true)),
      ], required: ["channel"])
    var flush = MessageSpec(.in, .command, "flush")
    flush.urgent = true
    manifest.messages = [
      MessageSpec(.in, .audio, "pcm_frame"), MessageSpec(.in, .data, "data"), MessageSpec(.in, .command, "publish"), flush,
      MessageSpec(.out, .audio, "pcm_frame"), MessageSpec(.out, .command, "on_user_joined"), MessageSpec(.out, .command, "on_user_left"),
      MessageSpec(.out, .data, "rtm_message_event"), MessageSpec(.out, .data, "data"),
    ]
    return manifest
  }()

  nonisolated let context: ExtensionContext
  private let flaw: Flaw
  private var (channel, uid, avatar) = ("", UInt32(0), 0)
  private var media: (any ChannelConnection)?
  private var texts: (any ChannelConnection)?
  private var waiting: [AudioFrame] = []
  private var unsaid: [DataMessage] = []
  private var isPlaying = false
  private var isStopping = false

  init(_ context: ExtensionContext) {
    self.context = context
    flaw = Flaw(rawValue: context.properties["flaw"]?.string ?? "") ?? .none
  }

  static func conformance(_ flaw: Flaw) -> ExtensionConformance {
    ExtensionConformance(FlawedTransport.self, .transport).properties(["flaw": .string(flaw.rawValue)])
      .start(["channel": "room", "bot_uid": 7, "avatar_uid": 12_345]).channels { ChannelHub() }
  }

  func start(_ start: StartMessage) async throws {
    channel = try start.string("channel")
    uid = start["stream_id"]?.int.flatMap { UInt32(exactly: $0) } ?? 1
    avatar = start["avatar_uid"]?.int ?? 0
    let token = start["token"]?.string ?? ""
    do {
      if flaw == .looksIntoTheLobby {
        channel = "lobby"
        let lobby = try await join(.rtc(uid), token)
        await lobby.leave()
        channel = try start.string("channel")
      }
      media = try await join(.rtc(uid), token)
      texts = try await join(.rtm(String(uid)), token)
    } catch {
      switch flaw {
      case .goesOnAlone: context.log.warning("\(error)")
      case .showsToken: throw ChannelError(.badToken, attempted: "joining '\(channel)'", reason: "\(error); the token was \(token)")
      default: throw error
      }
    }
    if isStopping, flaw != .staysThere { await leave() }
  }

  private func join(_ who: Participant, _ token: String) async throws -> any ChannelConnection {
    try await context.channelTransport("local").join(JoinRequest(channel: channel, participant: who, token: Secret(token))) { [weak self] event in
      self?.assumeIsolated { $0.happened(event, isMedia: who.kind == .rtc) }
    }
  }

  private func leave() async {
    await media?.leave()
    await texts?.leave()
  }

  func handle(_ frame: AudioFrame) async throws {
    if flaw == .backwards, waiting.count % 50 == 49 { waiting.insert(frame, at: waiting.count - 1) } else { waiting.append(frame) }
    if !isPlaying {
      isPlaying = true
      context.spawn { await self.play() }
    }
    while waiting.count > 200, !isStopping { try await context.clock.sleep(for: .milliseconds(20)) }
  }

  private func play() async {
    var due = context.clock.now
    while !waiting.isEmpty, !isStopping {
      for _ in 0..<(flaw == .inBursts ? 25 : 1) where !waiting.isEmpty {
        publish(waiting.removeFirst())
        due += .milliseconds(20)
      }
      guard (try? await context.clock.sleep(until: due)) != nil else { break }
    }
    isPlaying = false
  }

  private func publish(_ frame: AudioFrame) {
    media?.publish(ChannelAudio(sampleRate: frame.sampleRate, channels: frame.channels, timestamp: 0, payload: frame.payload))
  }

  func handle(_ data: DataMessage) throws {
    guard let bytes = data["data"]?.bytes else { return }
    if flaw == .silentAboutLength, bytes.count > 1_024 { return }
    try media?.send(data: bytes)
  }

  func handle(_ command: Command, _ reply: PendingReply) throws -> CommandResult {
    switch command.name {
    case "flush":
      if flaw != .flushesNothing { waiting = [] }
      return .ok()
    case "publish":
      let payload = command["message"]?.bytes ?? Payload(Array((command["message"]?.string ?? "").utf8))
      return try publish(payload)
    default: return .error("unknown")
    }
  }

  private func publish(_ text: Payload) throws -> CommandResult {
    if text.count > 32_768 {
      guard flaw == .cutsMessages else { return .error("publishing a message of \(text.count) bytes: it has at most 32768 bytes") }
      return .ok()
    }
    try texts?.send(message: text, customType: "")
    return .ok()
  }

  private func tellMessage(_ publisher: String, _ text: Payload) {
    let words = text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    passOn(DataMessage("rtm_message_event", ["channelName": .string(channel), "publisher": .string(publisher), "message": .string(words)]))
  }

  private func passOn(_ message: DataMessage) {
    var message = message
    message.turn = .none
    guard flaw == .keepsTheFlood else {
      context.trySend(message)
      return
    }
    let isPumping = !unsaid.isEmpty
    unsaid.append(message)
    if !isPumping { context.spawn { try await self.pump() } }
  }

  private func pump() async throws {
    while let message = unsaid.first {
      try await context.send(message)
      unsaid.removeFirst()
    }
  }

  func interrupted(turn: Turn) {
    guard flaw != .speaksOn else { return }
    waiting.removeAll { !$0.turn.isNone && $0.turn.number <= turn.number }
  }

  func stop() async {
    isStopping = true
    guard flaw != .forgetsToLeave || !isPlaying else { return }
    await leave()
  }

  private func happened(_ event: ChannelEvent, isMedia: Bool) {
    switch event {
    case .message(let publisher, let text, _, _): if publisher != String(uid) || flaw == .hearsItself { tellMessage(publisher, text) }
    case .ended(let error): if flaw != .deafToEnd { context.fail("\(error)") }
    default: if isMedia { happenedInMedia(event) }
    }
  }

  private func happenedInMedia(_ event: ChannelEvent) {
    switch event {
    case .joined(let who) where who.kind == .rtc: for _ in 0..<(flaw == .tellsTwice ? 2 : 1) { tell("on_user_joined", .string(who.id)) }
    case .left(let who, _) where who.kind == .rtc: tell("on_user_left", flaw == .numberAsLeft ? Value(Int(who.id) ?? 0) : .string(who.id))
    case .audio(let speaker, let audio):
      guard Int(speaker) != avatar || flaw == .hearsAvatar, speaker != uid || flaw == .hearsItsSpeech else { return }
      var frame = AudioFrame("pcm_frame", sampleRate: audio.sampleRate, channels: audio.channels, payload: audio.payload)
      frame.turn = .none
      frame.properties = ["channel": .string(channel)]
      if flaw != .noOrigin { frame["stream_id"] = Value(speaker) }
      context.send(frame)
    case .data(let sender, let bytes) where sender != uid:
      passOn(DataMessage("data", ["data": .bytes(bytes), "stream_id": Value(sender), "channel": .string(channel)]))
    default: break
    }
  }

  private func tell(_ name: MessageName, _ who: Value) {
    var command = Command(name, ["channel": .string(channel), "remote_user_id": who])
    command.turn = .none
    context.trySend(command) { _ in }
  }
}
