internal import TenControl
internal import TenCore
internal import TenRuntime
internal import TenTesting

/// What a flight recorder costs for each message: the same sessions without and with one, in turns. Not held against a budget.
enum Recorders {
  static func measure() throws {
    var figures: [String: [Double]] = [:]
    for _ in 0..<3 {
      for recorder in [nil, BenchRecorder(["driver", "peer"])] {
        let with = recorder == nil ? "without a recorder" : "with one"
        figures["command and result, answered at once, \(with)", default: []].append(try commands(recorder))
        figures["data 1 KiB, one loop, \(with)", default: []].append(try data(recorder))
      }
    }
    for (what, times) in figures.sorted(by: { $0.key < $1.key }) { _ = Report("note", what, percentile(times, 0.5), "ns") }
  }

  private static func commands(_ recorder: BenchRecorder?) throws -> Double {
    try nanoseconds(recorder, TestGraph().node("driver", Driver.self).node("peer", Answerer.self).connect("driver", .command, "ask", "peer")) {
      for _ in 0..<1_000 { _ = try await $0.send(Command(Commands.name)) }
    }
  }

  private static func data(_ recorder: BenchRecorder?) throws -> Double {
    let graph = TestGraph().node("driver", Driver.self).node("peer", Counter.self, Tally().properties).connect("driver", .data, "bytes", "peer")
    let message = DataMessage(Streams.dataName, payload: Payload([UInt8](repeating: 7, count: 1_024)))
    return try nanoseconds(recorder, graph) { context in
      for _ in 0..<1_000 { try await context.send(message) }
    }
  }

  /// - Returns: of one of the thousand messages that `body` sends.
  private static func nanoseconds(
    _ recorder: BenchRecorder?, _ graph: TestGraph, _ body: @escaping @Sendable (ExtensionContext) async throws -> Void
  ) throws -> Double {
    let median = Locked(0.0)
    var options = HostOptions()
    options.recorder = recorder
    let runner = try Runner()
    recorder?.attach(runner.loop)
    try runner.drive(graph, options) { context in
      var times: [Double] = []
      for round in 0..<500 {
        let begin = now()
        try await body(context)
        if round >= 100 { times.append((now() - begin) / 1_000) }
      }
      let found = percentile(times, 0.5)
      median.withLock { $0 = found }
    }
    return median.withLock { $0 }
  }
}

/// Writes into memory what a host's flight recorder writes into a mapped file.
private final class BenchRecorder: MessageRecorder, @unchecked Sendable {
  // @unchecked: the writer is Sendable.
  private let writer: FlightWriter

  init(_ nodes: [String]) {
    // Stays to the end, as a host's does.
    let memory = UnsafeMutableRawPointer.allocate(byteCount: FlightLayout.size, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: FlightLayout.size)
    writer = FlightWriter(memory, nodes: nodes, time: 0, clock: 0)
    super.init()
  }

  func attach(_ loop: EventLoop) { loop.showActivity(at: writer.loop(0)) }

  override func record(_ header: MessageHeader, at milliseconds: UInt64) {
    writer.add(clock: milliseconds, source: header.source, kind: header.kind, name: header.name, turn: header.turn, bytes: header.bytes)
  }

  override func record(name: MessageName) { writer.learn(name) }

  override func record(task: UInt, of node: NodeIndex) { writer.add(task: task, of: node) }
}
