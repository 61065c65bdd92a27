import TenCore
import Testing

@testable import TenHost

@Suite struct SecretsStayHiddenTests {
  @Test func aSecretOnTheCommandLineIsRefusedWithoutBeingShown() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--start", "channel=a", "--start", "token=hunter2hunter2")
    #expect(run.status == .usage)
    #expect(run.errors.contains("--start token=@env:TOKEN"))
    #expect(run.errors.contains("--start-file -"))
    #expect(!(run.errors + run.output).contains("hunter2hunter2"))
  }

  @Test func aSecretPropertyOfANodeIsRefusedToo() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--start", "channel=a", "--node", "hello.key=hunter2hunter2")
    #expect(run.status == .usage)
    #expect(!(run.errors + run.output).contains("hunter2hunter2"))
  }

  @Test(arguments: [true, false]) func aSecretThatANodeLogsIsMasked(json: Bool) throws {
    let graph = try ScratchFile(Graphs.greeter)
    let arguments = json ? "--json" : "--log-level=debug"
    let run = CommandLineRun(
      "run", graph.path, arguments, "--start", "channel=a", "--start", "token=@env:ROOM", environment: ["ROOM": "hunter2hunter2"])
    #expect(run.status == .ok)
    #expect((run.errors + run.output).contains("joined a with ***"))
    #expect(!(run.errors + run.output).contains("hunter2hunter2"))
  }

  @Test func aSecretFromStandardInputIsTaken() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--start-file", "-", input: #"{"channel": "b", "token": "hunter2hunter2"}"#)
    #expect(run.status == .ok)
    #expect(run.errors.contains("joined b with ***"))
  }
}
