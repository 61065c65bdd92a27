import AgoraRtc
import TenChannel
import TenCore
import TenRuntime
import TenTesting

/// One call on a virtual loop: a session with an agora_rtc in the channel `room`, and the hub that the channel is in.
struct Call: Sendable {
  let session: Session
  let loop: VirtualLoop
  let hub: ChannelHub

  static let start = StartRequest(values: ["channel": "room", "bot_uid": 7, "user_uid": 17, "avatar_uid": 12_345])

  /// The node `rtc` with the node `speaker` before it, and the probe `main` behind it.
  static func graph(_ heard: Received, _ properties: Properties = Properties()) -> TestGraph {
    var graph = TestGraph().node("speaker", Speaker.self).node("rtc", AgoraRtc.self, properties).probe("main", heard)
      .connect("speaker", .audio, "pcm_frame", "rtc").connect("speaker", .video, "video_frame", "rtc").connect("speaker", .data, "data", "rtc")
      .connect("rtc", .audio, "pcm_frame", "main").connect("rtc", .video, "video_frame", "main").connect("rtc", .data, "data", "main")
    for name in ["on_user_joined", "on_user_left", "on_connection_failure", "on_token_will_expire"] {
      graph = graph.connect("rtc", .command, name, "main")
    }
    return graph
  }

  @discardableResult
  static func run(
    _ graph: TestGraph, _ request: StartRequest = start, seed: UInt64 = 0, hub: ChannelHub = ChannelHub(),
    _ body: @escaping @Sendable (Call) async throws -> Void
  ) throws -> EndRecord {
    try VirtualLoop.run(seed: seed) { loop in
      hub.attach(to: loop)
      let session = try TestHost(graph, loop: loop).host.start(graph.compiled, request)
      try await session.ready()
      try await body(Call(session: session, loop: loop, hub: hub))
      return await session.stop()
    }
  }

  /// Asks the speaker for so much audio in a new turn; each of its samples is the turn's number.
  @discardableResult
  func speak(milliseconds: Int, frame: Int = 20, rate: Int = 16_000) async throws -> Int {
    let answer = try await session.send(
      Command("speak", ["milliseconds": Value(milliseconds), "frame": Value(frame), "rate": Value(rate)]), to: "speaker")
    return answer["turn"]?.int ?? 0
  }

  /// Waits until so many milliseconds of audio have been published, for at most a minute.
  func published(milliseconds: Int) async {
    for _ in 0..<6_000 where hub.milliseconds < milliseconds { await loop.wait(.milliseconds(10)) }
  }
}

extension ChannelHub {
  /// How long everything that the session has published is heard.
  var milliseconds: Int { audio(by: 7).reduce(0) { $0 + $1.payload.count / 2 / $1.channels * 1_000 / $1.sampleRate } }

  /// Every sample that the session has published.
  var samples: [Int16] { audio(by: 7).flatMap { $0.payload.samples } }
}

extension Payload {
  var samples: [Int16] {
    withUnsafeBytes { bytes in (0..<bytes.count / 2).map { Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 2, as: Int16.self)) } }
  }

  static func samples(_ samples: [Int16]) -> Payload {
    Payload(samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
  }
}
