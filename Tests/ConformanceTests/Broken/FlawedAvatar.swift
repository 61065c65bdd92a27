import TenAudio
import TenCore
import TenNet
import TenRuntime
import TenConformance
import TenTesting

/// An avatar that does all that an avatar must, but for its flaw.
actor FlawedAvatar: Extension {
  enum Flaw: String {
    case none, fixedUID, leavesSessionInSpeech, leavesSessionInStart, swapsFrames, oneRateForAll, endsTwice, deafToTurns, deafToFlush, takesAll
    case showsKey, mutedRefusal, mutedUnready, triesForEver, unwatched, errorsAreLife, onceBrokenIsOut
  }

  static let manifest: Manifest = {
    var manifest = Manifest(name: "flawed_avatar")
    manifest.onFailure = .continue
    manifest.properties = ObjectSchema([.init("flaw", PropertySchema(.string)), .init("key", PropertySchema(.string, secret: true))])
    manifest.start = ObjectSchema(
      [.init("channel", PropertySchema(.string)), .init("avatar_uid", PropertySchema(.uint32))], required: ["channel"])
    var flush = MessageSpec(.in, .command, "flush")
    flush.urgent = true
    flush.discardsTransient = true
    manifest.messages = [
      MessageSpec(.in, .audio, "pcm_frame"), MessageSpec(.in, .data, "tts_audio_start"), MessageSpec(.in, .data, "tts_audio_end"), flush,
      MessageSpec(.out, .data, "error"),
    ]
    return manifest
  }()

  nonisolated let context: ExtensionContext
  private let flaw: Flaw
  private let key: String
  private var member = ""
  private var session: String?
  private var socket: (any WebSocket)?
  private var resampler: Resampler?
  private var held: [UInt8]?
  private var frames = 0
  private var heardAt = Duration.zero
  /// Audio was sent of which the vendor has not said that it speaks it.
  private var unspokenSince: Duration?
  private var turn = Turn.none
  private var breaks = 0
  private var isOver = false

  init(_ context: ExtensionContext) {
    self.context = context
    flaw = Flaw(rawValue: context.properties["flaw"]?.string ?? "") ?? .none
    key = context.properties["key"]?.string ?? ""
  }

  static func conformance(_ flaw: Flaw) -> ExtensionConformance {
    ExtensionConformance(FlawedAvatar.self, .avatar).properties(["flaw": .string(flaw.rawValue), "key": "canary-key-4711"])
      .start(["channel": "room", "avatar_uid": 12_345]).vendor { SocketAvatar(.plain) }
  }

  func start(_ start: StartMessage) async throws {
    member = "\(try start.string("channel")) \(flaw == .fixedUID ? 1 : start["avatar_uid"]?.int ?? 0) \(key)"
    do {
      try await open()
    } catch {
      if flaw == .mutedRefusal, session == nil { return context.log.warning("there is no avatar") }
      await close()
      tell(error)
      throw error
    }
  }

  // The vendor's session.

  private func open() async throws {
    let answer = try await post("open", member)
    if flaw != .leavesSessionInStart { session = answer }
    guard !isOver else { return await close() }
    let socket = try await context.network.connect(HTTPRequest("GET", NetURL("ws://avatar.test/\(answer)")))
    self.socket = socket
    let (opened, ready) = AsyncStream.makeStream(of: Void.self)
    context.spawn { await self.read(socket, ready) }
    let limit = context.spawn { [context] in
      try await context.clock.sleep(for: .seconds(5))
      ready.finish()
    }
    defer { limit.cancel() }
    for await _ in opened {
      session = answer
      return
    }
    if !isOver { session = answer }
    if flaw == .mutedUnready {
      self.socket = nil
      return
    }
    throw FlawedAvatarError("the vendor's session is not ready")
  }

  private func post(_ call: String, _ body: String) async throws -> String {
    let response = try await context.network.send(HTTPRequest("POST", NetURL("http://avatar.test/\(call)"), body: Payload(Array(body.utf8))))
    let text = String(decoding: try await response.body.collect(), as: UTF8.self)
    guard response.isSuccess else { throw FlawedAvatarError("the vendor refused" + (flaw == .showsKey ? ": \(text)" : "")) }
    return text
  }

  private func close() async {
    let (old, socket) = (session, socket)
    (session, self.socket) = (nil, nil)
    await socket?.close(code: 1_000, reason: "")
    if let old { _ = try? await post("end", old) }
  }

  private func read(_ socket: any WebSocket, _ ready: AsyncStream<Void>.Continuation) async {
    while let message = await socket.receive() {
      guard case .text(let text) = message else { continue }
      switch text {
      case "ready": ready.yield()
      case "speaks": spoke()
      default: if flaw == .errorsAreLife { spoke() } else { await fail(FlawedAvatarError("the vendor refuses audio")) }
      }
    }
    ready.finish()
    guard socket === self.socket, !isOver else { return }
    await broken()
  }

  private func spoke() {
    unspokenSince = nil
    breaks = 0
  }

  private func broken() async {
    breaks += 1
    unspokenSince = nil
    await close()
    guard flaw == .triesForEver || breaks < (flaw == .onceBrokenIsOut ? 1 : 5) else { return await fail(FlawedAvatarError("the connection breaks")) }
    do {
      try await context.clock.sleep(for: .milliseconds(500))
      try await open()
    } catch {
      if !isOver { await broken() }
    }
  }

  private func fail(_ error: any Error) async {
    guard !isOver else { return }
    isOver = true
    tell(error)
    await close()
    context.fail("\(error)")
  }

  private func tell(_ error: any Error) {
    context.trySend(DataMessage("error", ["module": "avatar", "code": -1_000, "message": .string("\(error)")]))
  }

  // Speech.

  func handle(_ frame: AudioFrame) async throws {
    guard let bytes = try convert(frame), !bytes.isEmpty, let socket else { return }
    turn = frame.turn
    frames += 1
    if flaw == .swapsFrames, frames == 5 { return held = bytes }
    try? await send(bytes, socket)
    if let bytes = held {
      held = nil
      try? await send(bytes, socket)
    }
    while flaw != .takesAll, heardAt - context.clock.now > .seconds(3), !isOver { try await context.clock.sleep(for: .milliseconds(50)) }
  }

  private func convert(_ frame: AudioFrame) throws -> [UInt8]? {
    guard frame.channels == 1, frame.bytesPerSample == 2, (8_000...48_000).contains(frame.sampleRate) else { return nil }
    let bytes = frame.payload.withUnsafeBytes { Array($0) }
    guard frame.sampleRate != 24_000, flaw != .oneRateForAll else { return bytes.count % 2 == 0 ? bytes : nil }
    if resampler?.from != frame.sampleRate { resampler = try Resampler(from: frame.sampleRate, to: 24_000) }
    let samples = (0..<bytes.count / 2).map { Int16(truncatingIfNeeded: Int(bytes[$0 * 2]) | Int(bytes[$0 * 2 + 1]) << 8) }
    return (resampler?.process(samples) ?? []).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  private func send(_ bytes: [UInt8], _ socket: any WebSocket) async throws {
    let now = context.clock.now
    heardAt = max(heardAt, now) + .nanoseconds(Int64(bytes.count / 2) * 1_000_000_000 / 24_000)
    if unspokenSince == nil, frames == 1 {
      unspokenSince = now
      context.spawn { try await self.watch(now) }
    }
    try await socket.send(.binary(Payload(bytes)))
  }

  private func watch(_ since: Duration) async throws {
    try await context.clock.sleep(for: .seconds(4))
    guard unspokenSince == since, flaw != .unwatched else { return }
    await fail(FlawedAvatarError("the vendor speaks nothing"))
  }

  func handle(_ data: DataMessage) async throws {
    guard data.name == "tts_audio_end" else { return frames = 0 }
    for _ in 0..<(flaw == .endsTwice ? 2 : 1) where frames > 0 { try? await socket?.send(.text("end")) }
    frames = 0
  }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    if flaw != .deafToFlush { await silence() }
    return .ok()
  }

  func interrupted(turn: Turn) async {
    guard flaw != .deafToTurns, self.turn.number <= turn.number else { return }
    await silence()
  }

  private func silence() async {
    guard heardAt > context.clock.now else { return }
    (heardAt, frames, held, unspokenSince) = (.zero, 0, nil, nil)
    try? await socket?.send(.text("interrupt"))
  }

  func stop() async {
    isOver = true
    guard flaw != .leavesSessionInSpeech || heardAt <= context.clock.now else { return }
    await close()
  }
}

struct FlawedAvatarError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension SocketAvatar.Wire {
  /// Calls with words as bodies; audio as bytes.
  static let plain = SocketAvatar.Wire(
    call: { request in
      let words = request.words
      guard request.url.target == "/open" else { return .end(session: Int(words.first ?? "") ?? 0) }
      return .open(channel: words.first ?? "", uid: words.count > 1 ? UInt32(words[1]) ?? 0 : 0)
    }, answer: { .text(200, "\($1)") }, refusal: { .text(403, $0.words.joined(separator: " ")) },
    message: { message in
      switch message {
      case .binary(let bytes): .audio(bytes.withUnsafeBytes { Array($0) }, id: "")
      case .text("end"): .end(id: "")
      case .text("interrupt"): .interrupt
      default: nil
      }
    }, ready: "ready", speaks: { _ in "speaks" }, error: { _ in "error" })
}

extension HTTPRequest {
  fileprivate var words: [String] { body.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }.split(separator: " ").map(String.init) }
}
