import TenControl
import Testing

@testable import TenHost

@Suite struct WrongCommandLinesTests {
  @Test func aDoubledStartValueIsAnError() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--start", "channel=a", "--start", "channel=b")
    #expect(run.status == .usage)
    #expect(run.errors == "error: --start channel is given twice; give each start value once\n")
  }

  @Test(arguments: [
    ["--start", "channel"], ["--node", "hello"], ["--replace", "hello"], ["--for", "soon"], ["--colour"], ["--log-level", "loud"],
  ])
  func aWrongOptionEndsWithTwo(option: [String]) throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, option[0], option.count > 1 ? option[1] : "x")
    #expect(run.status == .usage)
    #expect(run.output == "")
    #expect(!run.errors.isEmpty)
  }

  @Test func aFileThatIsNotThereEndsWithTwo() {
    #expect(CommandLineRun("run", "/nowhere/graph.json").status == .usage)
    #expect(CommandLineRun("validate", "/nowhere/graph.json").status == .usage)
  }

  @Test func aBrokenGraphEndsWithThree() throws {
    let graph = try ScratchFile(#"{"nodes": [{"type": "extension", "name": "a", "addon": "unknown"}]}"#)
    let run = CommandLineRun("run", graph.path)
    #expect(run.status == .invalidGraph)
    #expect(run.errors.contains("G040"))
  }

  @Test(arguments: ["run", "validate", "graph", "extensions", "doctor"]) func everyCommandHasHelpWithAnExample(command: String) {
    let run = CommandLineRun(command, "--help")
    #expect(run.status == .ok)
    #expect(run.output.contains("tenhost \(command)"))
  }

  @Test func theProtocolIsTold() { #expect(CommandLineRun("protocol").output == "\(ControlProtocol.version)\n") }

  @Test func theVersionIsTold() { #expect(CommandLineRun("--version").output == "\(TenHost.version)\n") }
}
