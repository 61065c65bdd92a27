import TenCore
import Testing

@testable import TenHost

@Suite struct RunningASessionTests {
  @Test func aSessionRunsToItsEndAndReportsWhoGotWhat() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--start", "channel=room_17", "--start", "uid=17")
    #expect(run.status == .ok)
    #expect(run.output.contains("node 'hello' is prepared"))
    #expect(run.output.contains("ended after"))
    #expect(run.output.contains("finished by node 'hello': greeted"))
    #expect(run.output.contains("hello.channel"))
    #expect(run.output.contains("\"room_17\""))
    #expect(run.output.contains("audit: clean"))
    #expect(run.errors.contains("joined room_17 with nothing"))
  }

  @Test func withJSONEveryLineOfStandardOutputHasAType() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--json", "--start", "channel=room_17", "--session", "call_3")
    #expect(run.status == .ok)
    #expect(run.errors == "")
    let lines = try run.lines()
    #expect(lines.allSatisfy { $0["type"]?.string != nil })
    #expect(try run.lines(type: "log").first?["node"] == "hello")
    let record = try #require(try run.lines(type: "end_record").first)
    #expect(record["session"] == "call_3")
    #expect(record["reason"] == "finished")
    #expect(lines.last?["type"] == "end_record")
  }

  @Test func aNodeThatRefusesTheStartEndsWithFour() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--start", "channel=refused")
    #expect(run.status == .startRefused)
    #expect(run.output.contains("the channel is closed"))
  }

  @Test func threadsForGroupsEndWithTheSession() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--start", "channel=a", "--threads", "groups")
    #expect(run.status == .ok)
    #expect(run.output.contains("audit: clean"))
  }
}
