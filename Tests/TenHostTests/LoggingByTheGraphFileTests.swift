import TenCore
import TenGraph
import Testing

@testable import TenHost

@Suite struct LoggingByTheGraphFileTests {
  private func graph(_ handler: String) throws -> ScratchFile {
    try ScratchFile(
      #"{"ten": {"log": {"handlers": [\#(handler)]}, "predefined_graphs": [{"name": "one", "auto_start": true, "graph": \#(Graphs.greeter)}]}}"#)
  }

  @Test func aHandlerForAFileWritesThereWithSecretsMasked() throws {
    let log = try ScratchFile("", name: "host.log")
    let graph = try graph(
      #"{"matchers": [{"level": "info"}], "formatter": {"type": "json"}, "emitter": {"type": "file", "config": {"path": "\#(log.path)"}}}"#)
    let run = CommandLineRun(
      "run", graph.path, "--start", "channel=a", "--start", "token=@env:ROOM", environment: ["ROOM": "hunter2hunter2"])
    #expect(run.status == .ok)
    let text = String(decoding: try TextFile.read(log.path), as: UTF8.self)
    #expect(text.contains("joined a with ***"))
    #expect(!text.contains("hunter2hunter2"))
    #expect(!run.errors.contains("joined"))
  }

  @Test func aHandlerThatIsOffForANodeWritesNothingOfIt() throws {
    let graph = try graph(
      #"{"matchers": [{"level": "info"}, {"level": "off", "category": "hello"}], "emitter": {"type": "console", "config": {"stream": "stderr"}}}"#)
    let run = CommandLineRun("run", graph.path, "--start", "channel=a")
    #expect(run.status == .ok)
    #expect(!run.errors.contains("joined"))
  }

  @Test func anEmitterThatIsUnknownIsWarnedOf() throws {
    let graph = try graph(#"{"emitter": {"type": "otlp"}}"#)
    let run = CommandLineRun("run", graph.path, "--start", "channel=a")
    #expect(run.status == .ok)
    #expect(run.errors.contains("H002"))
    #expect(run.errors.contains("joined a"))
  }
}
