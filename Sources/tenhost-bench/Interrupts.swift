internal import TenCore
internal import TenRuntime
internal import TenTesting

/// P8: an interrupt while a thousand frames wait at each of eight nodes.
enum Interrupts {
  static func measure() throws {
    let tally = Tally()
    var graph = TestGraph().node("driver", Driver.self)
    for index in 1...8 { graph = graph.node("n\(index)", Stuck.self, tally.properties) }
    graph = graph.connect("driver", .audio, "pcm_frame", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8")
    try Runner().drive(graph) { context in
      let frame = Streams.frame()
      var times: [Double] = []
      for _ in 0..<300 {
        let turn = context.beginTurn()
        await context.within(turn) { for _ in 0...1_000 { context.send(frame) } }
        let begin = now()
        let report = await context.interrupt()
        times.append(now() - begin)
        guard report.nodesOwing.isEmpty, report.loopsOwing.isEmpty else { return print("an interrupt was not acknowledged: \(report)") }
      }
      _ = Report("P8", "interrupt, 8 nodes with 1000 frames each: p99", percentile(times, 0.99) / 1e6, "ms")
      _ = Report("P8", "interrupt, older frames delivered after it", Double(tally.count), "frames")
    }
  }
}
