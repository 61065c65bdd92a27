import TenChannel
import TenNet
import TenRuntime
import TenTesting
import Testing

@Suite struct SurroundingsTests {
  @Test func eachRunHasItsOwnNetworkAndChannels() throws {
    let harness = ExtensionHarness(Worker.self)
      .network { PuppetNetwork { _ throws(NetError) in .text(200, "fresh") } }
      .channels { ChannelHub() }
    try harness.run(seeds: 0..<3) { trial in
      let network = try #require(trial.network)
      #expect(network.requests.isEmpty)
      _ = try await network.send(HTTPRequest("GET", NetURL("http://example.test/")))
      let hub = try #require(trial.channels)
      #expect(hub.requests.isEmpty)
      _ = try await hub.enter("room", .rtc(17))
      #expect(network.requests.count == 1 && hub.requests.count == 1)
    }
  }

  @Test func theLogIsKeptWithTimeLevelAndNode() throws {
    try ExtensionHarness(Worker.self).start(["channel": "room"]).run { trial in
      #expect(trial.log.lines(of: "worker").map(\.text) == ["in channel room"])
      #expect(trial.log.lines(atLeast: .warning).isEmpty)
      #expect(trial.log.lines(containing: "no such text").isEmpty)
    }
  }
}
