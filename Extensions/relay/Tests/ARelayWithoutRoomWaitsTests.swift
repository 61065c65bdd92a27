import Relay
import TenRuntime
import TenTesting
import Testing

@Suite struct ARelayWithoutRoomWaitsTests {
  @Test(arguments: 0..<20 as Range<UInt64>) func nothingIsLostBeforeASlowReceiver(seed: UInt64) throws {
    let graph = TestGraph().node("burst", Burst.self).node("relay", Relay.self).node("slow", Slow.self)
      .connect("burst", .audio, "sound", "relay").connect("burst", .data, "end", "relay")
      .connect("relay", .audio, "sound", "slow").connect("relay", .data, "end", "slow")
    let record = try TestHost.run(graph, seed: seed) { session, _ in _ = await session.ended() }
    #expect(record.reason.detail == "500 frames, then end")
    #expect(record.connections.filter { $0.name == "sound" }.map(\.counters.delivered) == [500, 500])
    #expect(record.audit == [])
  }
}

/// Sends ten seconds of audio as fast as there is room.
private actor Burst: Extension {
  static let manifest = Manifest(name: "burst")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) { self.context = context }

  func start(_ start: StartMessage) {
    context.spawn { [context] in
      for _ in 0..<500 {
        try await context.room(for: "sound")
        context.send(AudioFrame("sound", sampleRate: 16_000, channels: 1, payload: Payload([UInt8](repeating: 0, count: 640))))
      }
      try await context.send(DataMessage("end"))
    }
  }
}

/// Takes 3 ms for each frame, and ends the session at the end.
private actor Slow: Extension {
  static let manifest = Manifest(name: "slow")
  nonisolated let context: ExtensionContext
  private var frames = 0

  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ frame: AudioFrame) async throws {
    try await context.clock.sleep(for: .milliseconds(3))
    frames += 1
  }

  func handle(_ data: DataMessage) { context.endSession(reason: "\(frames) frames, then \(data.name)") }
}
