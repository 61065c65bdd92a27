import TenCore
import Testing

@testable import TenServer

@Suite struct ServerTimingTests {
  @Test func theStepsOfAStartStandBeforeTheTotal() {
    let steps = ServerTiming.steps(of: ["leased": 0.05, "ready": 12.3456, "nodes": [["name": "main"]]])
    #expect(steps == "leased;dur=0.050, ready;dur=12.345")
    #expect(ServerTiming.total(1_002_999, after: steps) == "leased;dur=0.050, ready;dur=12.345, total;dur=1.002")
    #expect(ServerTiming.total(20_000, after: nil) == "total;dur=0.020")
    #expect(ServerTiming.total(0, after: "") == "total;dur=0.000")
  }
}
