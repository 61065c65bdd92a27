import TenRuntime
import TenTesting
import Testing
import Tone

@Suite struct AToneThatCannotBePlayedTests {
  @Test(arguments: [
    ("sample_rate", Value.int(0)), ("sample_rate", -8_000), ("frame_ms", 0), ("duration_ms", -1), ("frequency", 9_000.0), ("frequency", .float(.nan)),
    ("pace", "slow"), ("in_turn", 0), ("in_turn", 4_294_967_295),
  ])
  func refusesTheSessionAndNamesTheProperty(name: String, value: Value) throws {
    let record = try VirtualLoop.run { loop in
      let graph = TestGraph().node("tone", Tone.self, [name: value])
      let session = try TestHost(graph, loop: loop).host.start(graph.compiled)
      return await session.ended()
    }
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains("'\(name)'"))
    #expect(record.audit == [])
  }
}
