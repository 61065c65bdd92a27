import Glibc
import Testing

@testable import TenHost

@Suite struct SignalsAndPipesTests {
  private func graph(_ addon: String, _ property: String = "{}") throws -> ScratchFile {
    try ScratchFile(#"{"nodes": [{"type": "extension", "name": "node", "addon": "\#(addon)", "property": \#(property)}]}"#)
  }

  @Test(arguments: [SIGINT, SIGTERM]) func theFirstSignalEndsTheSessionInGoodOrder(signal: Int32) throws {
    let graph = try graph("keeper")
    let host = try SpawnedHost(["run", graph.path, "--for", "300s"])
    #expect(host.line(with: "ready") != nil)
    host.signal(signal)
    #expect(host.line(with: "ended after") != nil)
    #expect(host.line(with: "audit: clean") != nil)
    #expect(host.wait() == HostExit.ok.rawValue)
  }

  @Test(arguments: [(SIGINT, HostExit.interrupted), (SIGTERM, .terminated)]) func theSecondSignalEndsItAtOnce(signal: Int32, status: HostExit) throws
  {
    let graph = try graph("keeper", #"{"slow": true}"#)
    let host = try SpawnedHost(["run", graph.path, "--for", "300s"])
    #expect(host.line(with: "ready") != nil)
    host.signal(signal)
    #expect(host.line(with: "a second signal") != nil)
    host.signal(signal)
    #expect(host.wait() == status.rawValue)
  }

  @Test func aBlockedLoopEndsTheProcessWithTheNodeNamed() throws {
    let graph = try graph("blocker")
    let host = try SpawnedHost(["run", graph.path, "--block-limit", "300ms", "--json"])
    let stall = try #require(host.line(with: #""event":"blocked""#))
    #expect(stall.contains(#""node":"node""#))
    let record = try #require(host.line(with: "end_record"))
    #expect(record.contains(#""reason":"blocked""#))
    #expect(host.wait() == HostExit.blocked.rawValue)
  }

  @Test func aReaderThatGoesAwayEndsTheSession() throws {
    let graph = try graph("chatterer")
    let host = try SpawnedHost(["run", graph.path, "--for", "300s"])
    #expect(host.line(with: "ready") != nil)
    host.stopReading()
    #expect(host.wait() == HostExit.ok.rawValue)
  }

  @Test func theTimeGivenEndsTheSession() throws {
    let graph = try graph("keeper")
    let host = try SpawnedHost(["run", graph.path, "--for", "20ms"])
    #expect(host.line(with: "expired") != nil)
    #expect(host.wait() == HostExit.ok.rawValue)
  }
}
