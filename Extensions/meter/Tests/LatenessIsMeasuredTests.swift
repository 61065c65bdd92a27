import Meter
import Synchronization
import TenRuntime
import TenTesting
import Testing

@Suite struct LatenessIsMeasuredTests {
  private final class Answer: Sendable {
    let properties = Mutex(Properties())
  }

  /// What the meter says of frames with time stamps 50 ms apart, each sent so many milliseconds after its time stamp.
  private func stats(_ delays: [Int], settle: Int, seed: UInt64 = 0, reset: Bool = false) throws -> Properties {
    let answer = Answer()
    let graph = TestGraph().node("meter", Meter.self, ["settle_frames": Value(settle)])
    let record = try TestHost.run(graph, StartRequest(values: ["channel": "room_1"]), seed: seed) { session, loop in
      var past = 0
      for (index, delay) in delays.enumerated() {
        let time = index * 50 + delay
        await loop.wait(.milliseconds(time - past))
        past = time
        var frame = AudioFrame("sound", sampleRate: 8_000, channels: 1, payload: Payload([1, 2]))
        frame.timestamp = Int64(index * 50)
        try session.send(frame, to: "meter")
      }
      if reset { #expect(try await session.send(Command("reset"), to: "meter").isOK) }
      let result = try await session.send(Command("stats"), to: "meter")
      answer.properties.withLock { $0 = result.properties }
    }
    #expect(record.audit == [])
    return answer.properties.withLock { $0 }
  }

  @Test(arguments: 0..<5 as Range<UInt64>) func againstTheMostPunctualOfTheFirst(seed: UInt64) throws {
    let stats = try stats([9, 3, 7, 3, 4, 13, 43], settle: 3, seed: seed)
    #expect(stats["node"] == "meter" && stats["channel"] == "room_1")
    #expect(stats["frames"] == 7 && stats["measured"] == 4)
    #expect(stats["worst_ms"]?.double == 40)
    #expect(stats["p50_ms"]?.double == 1)
    #expect(stats["p999_ms"]?.double == 40)
  }

  @Test func anEarlierFrameIsNotLate() throws {
    let stats = try stats([20, 0, 10], settle: 1)
    #expect(stats["measured"] == 2 && stats["worst_ms"]?.double == 0)
  }

  @Test func inBucketsThatHoldEveryFrame() throws {
    let stats = try stats([0] + (0..<40).map { $0 }, settle: 1)
    let counts = stats["counts"]?.array?.compactMap(\.int) ?? []
    #expect(counts.count == (stats["bounds_ms"]?.array?.count ?? 0) + 1)
    #expect(counts.reduce(0, +) == 40)
    #expect(stats["p50_ms"]?.double == 19)
  }

  @Test func anewAfterAReset() throws {
    let stats = try stats([0, 5, 5], settle: 1, reset: true)
    #expect(stats["frames"] == 0 && stats["measured"] == 0 && stats["worst_ms"]?.double == 0 && stats["p999_ms"]?.double == 0)
  }

  @Test func ofNoMoreFramesThanAResetSays() throws {
    let graph = TestGraph().node("meter", Meter.self, ["settle_frames": 1])
    try TestHost.run(graph) { session, _ in
      #expect(try await !session.send(Command("reset", ["frames": 0]), to: "meter").isOK)
      #expect(try await session.send(Command("reset", ["frames": 2]), to: "meter").isOK)
      for _ in 0..<5 { try session.send(AudioFrame("sound", sampleRate: 8_000, channels: 1, payload: Payload([1, 2])), to: "meter") }
      let stats = try await session.send(Command("stats"), to: "meter")
      #expect(stats["frames"] == 5 && stats["measured"] == 2)
    }
  }

  @Test func ofTimeStampsThatAreNonsenseWithoutACrash() throws {
    let graph = TestGraph().node("meter", Meter.self, ["settle_frames": 1])
    try TestHost.run(graph) { session, _ in
      for stamp in [Int64.min, 0, .max, .min, 17] {
        var frame = AudioFrame("sound", sampleRate: 8_000, channels: 1, payload: Payload([1, 2]))
        frame.timestamp = stamp
        try session.send(frame, to: "meter")
      }
      #expect(try await session.send(Command("stats"), to: "meter")["measured"] == 4)
    }
  }

  @Test func anUnknownCommandIsAnErrorThatSaysWhatTheMeterKnows() throws {
    try TestHost.run(TestGraph().node("meter", Meter.self)) { session, _ in
      let result = try await session.send(Command("measure"), to: "meter")
      #expect(!result.isOK && result.detail.contains("'channel', 'stats' and 'reset'"))
    }
  }
}
