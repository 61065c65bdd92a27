import TenCore
import Testing

@testable import TenHost

@Suite struct MissingValuesTests {
  @Test func aMissingStartValueIsToldAsTheCommandLineThatWouldWork() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--start", "uid=1")
    #expect(run.status == .startRefused)
    #expect(run.errors.contains("tenhost run \(graph.path) --start uid=1 --start channel=…"))
  }

  @Test func missingVariablesAndStartValuesAreToldTogether() throws {
    let graph = try ScratchFile(Graphs.greeter.replacingHi(with: "${env:GREETING}"))
    let run = CommandLineRun("run", graph.path)
    #expect(run.status == .invalidGraph)
    #expect(run.errors.contains("GREETING=… tenhost run \(graph.path) --start channel=…"))
  }

  @Test func aVariableThatAnArgumentNamesIsToldWhenItIsMissing() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--start", "channel=a", "--start", "token=@env:ROOM")
    #expect(run.status == .startRefused)
    #expect(run.errors.contains("ROOM=… tenhost run"))
  }

  @Test func anEnvironmentFileFillsInWhatTheEnvironmentLacks() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let file = try ScratchFile("# rooms\nexport ROOM=\"from the file\"\n", name: ".env")
    let run = CommandLineRun("run", graph.path, "--start", "channel=@env:ROOM", "--env-file", file.path)
    #expect(run.status == .ok)
  }

  @Test func aMisspeltStartValueIsRefusedWithASuggestion() throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("run", graph.path, "--start", "chanel=a")
    #expect(run.status == .startRefused)
    #expect(run.errors.contains("did you mean 'channel'?"))
  }
}

extension String {
  /// The graph with another greeting.
  fileprivate func replacingHi(with text: String) -> String {
    split(separator: "\"hi\"", omittingEmptySubsequences: false).joined(separator: "\"\(text)\"")
  }
}
