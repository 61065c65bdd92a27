internal import TenCore
internal import TenRuntime
internal import TenTesting

/// Whether payloads reach their receivers in the memory that they were sent from; on one loop and on two.
enum Copies {
  static func data() throws {
    let copied = try count { context, payload in
      for _ in 0..<100 { try await context.send(DataMessage(Streams.dataName, payload: payload)) }
    }
    _ = Report("P4", "data 1 KiB, bytes copied a message", copied / 200, "bytes")
  }

  static func frames() throws {
    let copied = try count { context, payload in
      for _ in 0..<100 { context.send(AudioFrame(Streams.frameName, sampleRate: 24_000, channels: 1, payload: payload)) }
    }
    _ = Report("P5", "audio frame to four nodes, bytes copied a delivery", copied / 400, "bytes")
  }

  private static func count(_ send: @escaping @Sendable (ExtensionContext, Payload) async throws -> Void) throws -> Double {
    let tally = Tally()
    let payload = Payload([UInt8](repeating: 7, count: 1_024))
    let properties = tally.properties.merging(["sent": .bytes(payload)])
    var graph = TestGraph().node("driver", Driver.self)
    for name in ["n0", "n1", "n2", "far"] {
      graph = graph.node(name, CopyFinder.self, properties).connect("driver", .audio, "pcm_frame", name)
    }
    graph = graph.connect("driver", .data, "bytes", "n0", "far").threaded("far")
    try Runner().drive(graph) { context in
      try await send(context, payload)
      try await context.clock.sleep(for: .milliseconds(50))
    }
    return Double(tally.count)
  }
}
