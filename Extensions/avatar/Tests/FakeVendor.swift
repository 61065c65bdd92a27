import Avatar
import TenCore
import TenGraph
import TenNet
import TenRuntime
import TenTesting

/// A HeyGen made of puppets: answers its calls, says *connected*, keeps what it was told.
final class FakeVendor: Sendable {
  struct Switches: Sendable {
    var connects = true
    var tokenStatus = 200
    var newStatus = 200
    var message = "no"
    var limit: Int?
    /// Closes each of the first sockets after so many messages.
    var closesAfter: Int?
    var closings = 1
    /// Says nothing of what it speaks.
    var isSilent = false
    /// Answers the first audio of each utterance with an error.
    var refusesAudio = false
    /// Answers `task` so.
    var taskStatus = 200
    /// Leaves the room's address or its token out.
    var hasRoom = true
  }

  struct Heard: Sendable {
    var type: String
    var eventID: String
    var bytes: Int
    var at: Duration
    var socket: Int
  }

  private struct State {
    var heard: [Heard] = []
    var sockets: [PuppetSocket] = []
    var calls: [String] = []
    var bodies: [Properties] = []
  }

  static let key = "hg-secret-key"
  private let state = Locked(State())
  private let switches: Locked<Switches>
  let loop: VirtualLoop

  init(_ loop: VirtualLoop, _ switches: Switches = Switches()) {
    self.loop = loop
    self.switches = Locked(switches)
    let network = PuppetNetwork { request throws(NetError) in
      self.answer(request)
    } onConnect: { _, socket throws(NetError) in
      self.opened(socket)
    }
    network.attach(to: loop)
  }

  var heard: [Heard] { state.withLock { $0.heard } }
  var calls: [String] { state.withLock { $0.calls } }
  var bodies: [Properties] { state.withLock { $0.bodies } }
  var sockets: [PuppetSocket] { state.withLock { $0.sockets } }
  func of(_ type: String) -> [Heard] { heard.filter { $0.type == type } }
  var spoken: Int { of("agent.speak").reduce(0) { $0 + $1.bytes } }
  func change(_ body: (inout Switches) -> Void) { switches.withLock { body(&$0) } }

  func say(_ text: String) async { try? await sockets.last?.send(.text(text)) }

  private func answer(_ request: HTTPRequest) -> HTTPResponse {
    let call = String(request.url.target.split(separator: ".").last ?? "")
    let body = request.body.withUnsafeBytes { (try? JSON.parse(Array($0)))?.object } ?? Properties()
    let number = state.withLock { state in
      state.calls.append(call)
      if ["new", "stop", "task", "/v1/sessions/token"].contains(call) { state.bodies.append(body) }
      return state.calls.count { $0 == "new" }
    }
    let now = switches.withLock { $0 }
    let refusal = #"{"code":400112,"message":"\#(now.message)"}"#
    switch call {
    case "create_token": return now.tokenStatus == 200 ? .text(200, #"{"error":null,"data":{"token":"bearer-x"}}"#) : .text(now.tokenStatus, refusal)
    case "new":
      guard now.newStatus == 200 else { return .text(now.newStatus, refusal) }
      let limit = now.limit.map { #","session_duration_limit":\#($0)"# } ?? ""
      if body["version"] == "v2" {
        let room = now.hasRoom ? #","url":"wss://room.fake","access_token":"viewer-token""# : #","url":null"#
        return .text(200, #"{"code":100,"data":{"session_id":"s\#(number)"\#(room)\#(limit)}}"#)
      }
      return .text(200, #"{"code":100,"data":{"session_id":"s\#(number)","realtime_endpoint":"ws://fake:1/rt/s\#(number)"\#(limit)}}"#)
    case "/v1/sessions/token": return .text(200, #"{"code":1000,"data":{"session_id":"l1","session_token":"bearer-y"}}"#)
    case "/v1/sessions/start":
      let room = #""livekit_url":"wss://room.fake","livekit_client_token":"viewer-token""#
      return .text(201, #"{"code":1000,"data":{"ws_url":"wss://fake/l1",\#(room),"max_session_duration":600}}"#)
    case "task":
      guard now.taskStatus == 200 else { return .text(now.taskStatus, refusal) }
      return .text(200, #"{"code":100,"data":{"duration_ms":1234.5,"task_id":"t1"}}"#)
    default: return .text(200, #"{"code":100,"message":"success"}"#)
    }
  }

  private func opened(_ socket: PuppetSocket) {
    let number = state.withLock { state in
      state.sockets.append(socket)
      return state.sockets.count
    }
    Task(executorPreference: loop) {
      await self.loop.wait(.milliseconds(100))
      if self.switches.withLock({ $0.connects }) {
        try? await socket.send(.text(#"{"type":"session.state_updated","state":"connected"}"#))
      }
      await self.listen(socket, number)
    }
  }

  private func listen(_ socket: PuppetSocket, _ number: Int) async {
    var count = 0
    var lastID = ""
    while let message = await socket.receive() {
      guard case .text(let text) = message, let object = (try? JSON.parse(text))?.object else { continue }
      let audio = object["audio"]?.string ?? ""
      let bytes = audio.utf8.count / 4 * 3 - audio.utf8.count { $0 == UInt8(ascii: "=") }
      let item = Heard(
        type: object["type"]?.string ?? "", eventID: object["event_id"]?.string ?? "", bytes: bytes, at: .nanoseconds(Int64(loop.now)), socket: number
      )
      state.withLock { $0.heard.append(item) }
      count += 1
      let now = switches.withLock { $0 }
      if item.type == "agent.speak", item.eventID != lastID {
        lastID = item.eventID
        if now.refusesAudio {
          try? await socket.send(.text(#"{"type":"error","error":{"type":"server_error","message":"no","event_id":"\#(lastID)"}}"#))
        } else if !now.isSilent {
          try? await socket.send(.text(#"{"type":"agent.speak_started","source_event_id":"\#(lastID)"}"#))
        }
      }
      if let after = now.closesAfter, number <= now.closings, count >= after { return socket.breakOff() }
    }
  }
}

/// A session with an avatar and a probe that hears of it.
struct Stage {
  let told = Received()

  /// The probe also hears what the avatar hands back, and `mouth` speaks to the avatar with the ear to fall back to.
  func fallbackGraph() -> TestGraph {
    graph(["silence_seconds": 2]).node("mouth", Mouth.self)
      .connect("avatar", .audio, "pcm_frame", "ear")
      .connect("mouth", .audio, "pcm_frame", ["avatar"]) { $0.fallback = 1 }
  }

  func graph(_ properties: Properties = Properties()) -> TestGraph {
    let own: Properties = ["api_key": .string(FakeVendor.key), "agora_appid": "0123456789abcdef0123456789abcdef", "base_url": "http://fake:1"]
    return TestGraph().node("avatar", Avatar.self, own.merging(properties)).probe("ear", told)
      .connect("avatar", .data, "avatar_event", "ear").connect("avatar", .data, "error", "ear")
  }

  var events: [String] { told.data.filter { $0.name == "avatar_event" }.compactMap { $0["type"]?.string } }
  /// The number of each tenth of a second that was handed back.
  var frames: [Int] {
    var numbers: [Int] = []
    for frame in told.audio {
      let bytes = frame.payload.withUnsafeBytes { Array($0) }
      for at in stride(from: 0, to: bytes.count, by: 2) {
        let number = Int(bytes[at]) | Int(bytes[at + 1]) << 8
        if numbers.last != number { numbers.append(number) }
      }
    }
    return numbers
  }
  var codes: [Int] { told.data.filter { $0.name == "error" }.compactMap { $0["code"]?.int } }

  @discardableResult
  func run(
    _ switches: FakeVendor.Switches = FakeVendor.Switches(), _ properties: Properties = Properties(), start: Properties = ["channel": "a"],
    graph: TestGraph? = nil, seed: UInt64 = 0, _ body: @escaping @Sendable (Session, FakeVendor) async throws -> Void
  ) throws -> (EndRecord, FakeVendor) {
    let graph = graph ?? self.graph(properties)
    return try VirtualLoop.run(seed: seed) { loop in
      let vendor = FakeVendor(loop, switches)
      let test = TestHost(graph, loop: loop)
      let session = try test.host.start(graph.compiled, StartRequest(values: start))
      try await session.ready()
      try await body(session, vendor)
      return (await session.stop(), vendor)
    }
  }
}

func sound(_ duration: Duration, rate: Int = 24_000, channels: Int = 1, turn: UInt32 = 0) -> AudioFrame {
  let samples = Int(duration / .milliseconds(1)) * rate / 1_000
  var frame = AudioFrame(
    "pcm_frame", sampleRate: rate, channels: channels, payload: Payload([UInt8](repeating: 1, count: samples * 2 * channels)))
  if turn > 0 { frame.turn = Turn(number: turn) }
  return frame
}

extension Session {
  func say(_ seconds: Int, rate: Int = 24_000, channels: Int = 1, turn: UInt32 = 0) throws {
    for _ in 0..<seconds * 10 { try send(sound(.milliseconds(100), rate: rate, channels: channels, turn: turn), to: "avatar") }
  }

  func endRequest(_ reason: Int64 = 1) throws { try send(DataMessage("tts_audio_end", ["request_id": "r", "reason": .int(reason)]), to: "avatar") }
}

/// Speaks numbered samples: the command `speak` with `seconds`, in a new turn where `in_turn` says so.
actor Mouth: Extension {
  static let manifest = Manifest(name: "mouth")
  nonisolated let context: ExtensionContext
  private var number = 0
  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    if command.name == "interrupt" {
      await context.interrupt()
      return .ok()
    }
    let turn = command["in_turn"] == true ? context.beginTurn() : .none
    for _ in 0..<(command["seconds"]?.int ?? 1) * 10 {
      try await context.room(for: "pcm_frame")
      number += 1
      var frame = AudioFrame(
        "pcm_frame", sampleRate: 24_000, channels: 1,
        payload: Payload((0..<2_400).flatMap { _ in [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)] }))
      frame.turn = turn
      context.send(frame)
    }
    return .ok()
  }
}
