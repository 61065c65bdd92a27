internal import CAllocations
internal import TenCore
internal import TenRuntime
internal import TenTesting

/// P14: heap allocations of one routed message, counted in front of the allocator.
enum Allocations {
  static func measure() throws {
    let graph = TestGraph().node("driver", Driver.self).node("counter", Counter.self).node("answerer", Answerer.self)
      .connect("driver", .data, "bytes", "counter").connect("driver", .audio, "pcm_frame", "counter").connect("driver", .command, "ask", "answerer")
    try Runner().drive(graph) { context in
      let frame = Streams.frame()
      let data = DataMessage(Streams.dataName, payload: Payload([UInt8](repeating: 7, count: 1_024)))
      for _ in 0..<2 {
        for _ in 0..<1_000 { context.send(frame) }
        for _ in 0..<1_000 { try await context.send(data) }
        for _ in 0..<1_000 { _ = try await context.send(Command(Commands.name)) }
      }
      var before = tenhost_allocations()
      for _ in 0..<10_000 { context.send(frame) }
      _ = Report("P14", "heap allocations: frame", Double(tenhost_allocations() - before) / 10_000, "allocations")
      before = tenhost_allocations()
      for _ in 0..<10_000 { try await context.send(data) }
      _ = Report("P14", "heap allocations: data", Double(tenhost_allocations() - before) / 10_000, "allocations")
      before = tenhost_allocations()
      for _ in 0..<10_000 { _ = try await context.send(Command(Commands.name)) }
      _ = Report("P14", "heap allocations: command with result", Double(tenhost_allocations() - before) / 10_000, "allocations")
    }
  }
}
