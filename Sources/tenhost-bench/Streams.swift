internal import TenCore
internal import TenRuntime
internal import TenTesting

/// P4 to P7: data and frames.
enum Streams {
  static let dataName: MessageName = "bytes"
  static let frameName: MessageName = "pcm_frame"

  static func frame() -> AudioFrame {
    AudioFrame(frameName, sampleRate: 24_000, channels: 1, payload: Payload([UInt8](repeating: 7, count: 960)))
  }

  static func data() throws {
    for threaded in [false, true] {
      let tally = Tally()
      var graph = TestGraph().node("driver", Driver.self).node("counter", Counter.self, tally.properties)
        .connect("driver", .data, "bytes", "counter")
      if threaded { graph = graph.threaded("counter") }
      try Runner(spin: threaded ? 50 : 0).drive(graph) { context in
        // As from a socket: not one payload over and over, whose count of references two threads would fight for.
        let messages = (0..<256).map { DataMessage(dataName, payload: Payload([UInt8](repeating: UInt8($0), count: 1_024))) }
        var rates: [Double] = []
        for round in 0..<20 {
          let count = 200_000
          let before = tally.count
          let begin = now()
          for index in 0..<count { try await context.send(messages[index & 255]) }
          while tally.count - before < count { try await context.clock.sleep(for: .microseconds(50)) }
          if round >= 5 { rates.append(Double(count) / (now() - begin) * 1e9) }
        }
        _ = Report("P4", "data 1 KiB, \(threaded ? "two loops" : "one loop")", percentile(rates, 0.5), "per_s")
      }
    }
  }

  static func fanOut() throws {
    var graph = TestGraph().node("driver", Driver.self)
    for index in 0..<4 { graph = graph.node("n\(index)", Counter.self) }
    graph = graph.connect("driver", .audio, "pcm_frame", "n0", "n1", "n2", "n3")
    try Runner().drive(graph) { context in
      let frame = frame()
      var rates: [Double] = []
      for round in 0..<30 {
        let begin = now()
        for _ in 0..<50_000 { context.send(frame) }
        if round >= 5 { rates.append(200_000 / (now() - begin) * 1e9) }
      }
      _ = Report("P5", "audio frame to four nodes, deliveries", percentile(rates, 0.5), "per_s")
    }
  }

  /// driver -> seven hops -> counter: eight deliveries.
  private static func chainGraph(_ tally: Tally) -> TestGraph {
    var graph = TestGraph().node("driver", Driver.self)
    for index in 1...7 { graph = graph.node("hop\(index)", Hop.self) }
    graph = graph.node("end", Counter.self, tally.properties).connect("driver", .audio, "pcm_frame", "hop1")
    for index in 1...6 { graph = graph.connect("hop\(index)", .audio, "pcm_frame", "hop\(index + 1)") }
    return graph.connect("hop7", .audio, "pcm_frame", "end")
  }

  static func chain() throws {
    let tally = Tally()
    try Runner().drive(chainGraph(tally)) { context in
      let frame = frame()
      var times: [Double] = []
      for round in 0..<300 {
        let begin = now()
        for _ in 0..<500 { context.send(frame) }
        if round >= 50 { times.append((now() - begin) / 500) }
      }
      _ = Report("P6", "chain of 8, one frame outstanding: p50", percentile(times, 0.5) / 1_000, "us")
      var rates: [Double] = []
      for round in 0..<100 {
        let before = tally.count
        let begin = now()
        for _ in 0..<100 {
          for _ in 0..<64 { context.send(frame) }
        }
        guard tally.count - before == 6_400 else { return print("frames were lost in the chain") }
        if round >= 20 { rates.append(6_400 / (now() - begin) * 1e9) }
      }
      _ = Report("P6", "chain of 8, 64 frames outstanding", percentile(rates, 0.5), "per_s")
    }
  }

  static func paced() throws {
    let tally = Tally()
    try Runner().drive(chainGraph(tally)) { context in
      let frame = frame()
      var times: [Double] = []
      let cpu = processorTime()
      let begin = now()
      var next = context.clock.now
      for _ in 0..<300 {
        next += .milliseconds(10)
        try await context.clock.sleep(until: next)
        let before = tally.count
        let sent = now()
        context.send(frame)
        guard tally.count == before + 1 else { return print("a frame was late in the chain") }
        times.append(now() - sent)
      }
      _ = Report("P7", "chain of 8 at 100 frames/s: p50", percentile(times, 0.5) / 1_000, "us")
      _ = Report("P7", "chain of 8 at 100 frames/s: share of a core", (processorTime() - cpu) / (now() - begin) * 100, "percent")
    }
  }
}
