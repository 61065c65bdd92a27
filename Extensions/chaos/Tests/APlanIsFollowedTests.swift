import Chaos
import TenRuntime
import TenTesting
import Testing

@Suite struct APlanIsFollowedTests {
  @Test func itsCommandsRunAtTheirTimes() throws {
    let plan: Value = [["cmd": "fail"], ["after_ms": 500, "cmd": "end_session", "properties": ["reason": "as planned"]]]
    let record = try TestHost.run(TestGraph().node("chaos", Chaos.self, ["plan": plan])) { session, _ in _ = await session.ended() }
    #expect(record.reason.detail == "as planned")
    #expect(record.nodes.first?.errors == 1)
    #expect(record.milliseconds >= 500 && record.milliseconds < 520)
    #expect(record.audit == [])
  }
}
