import TenCore
import Testing

@testable import TenHost

@Suite struct LookingAtThingsTests {
  @Test func validateShowsAllProblemsOfAllFilesAndASummary() throws {
    let good = try ScratchFile(Graphs.greeter)
    let bad = try ScratchFile(#"{"nodes": [{"type": "extension", "name": "a", "addon": "unknown"}]}"#)
    let run = CommandLineRun("validate", good.path, bad.path)
    #expect(run.status == .invalidGraph)
    #expect(run.output.contains("2 files: 1 error in 1 file"))
    #expect(CommandLineRun("validate", bad.path, "--structure").status == .ok)
  }

  @Test func anExtensionIsReplacedInWhatIsValidated() throws {
    let graph = try ScratchFile(#"{"nodes": [{"type": "extension", "name": "a", "addon": "unknown"}]}"#)
    #expect(CommandLineRun("validate", graph.path, "--replace", "a=greeter").output == "1 file: valid\n")
    let typo = CommandLineRun("validate", graph.path, "--replace", "b=greeter")
    #expect(typo.status == .invalidGraph)
    #expect(typo.output.contains("there is no node 'b' whose extension could be replaced"))
    for wrong in ["a", "a=", "=greeter"] {
      let run = CommandLineRun("validate", graph.path, "--replace", wrong)
      #expect(run.status == .usage)
      #expect(run.errors.contains("write NODE=EXTENSION"))
    }
  }

  @Test func validateWritesJSON() throws {
    let bad = try ScratchFile("{")
    let run = CommandLineRun("validate", bad.path, "--json")
    #expect(try run.lines(type: "diagnostic").first?["code"] == "G001")
    #expect(try run.lines(type: "summary").first?["errors"] == 1)
  }

  @Test func aFolderIsSearchedForGraphs() throws {
    let good = try ScratchFile(Graphs.greeter)
    let folder = String(good.path.dropLast("/graph.json".count))
    #expect(CommandLineRun("validate", folder).output == "1 file: valid\n")
  }

  @Test(arguments: [("--text", "hello: greeter"), ("--mermaid", "flowchart LR"), ("--dot", "digraph")])
  func aGraphIsDrawn(form: String, expected: String) throws {
    let graph = try ScratchFile(Graphs.greeter)
    let run = CommandLineRun("graph", graph.path, form)
    #expect(run.status == .ok)
    #expect(run.output.contains(expected))
  }

  @Test func anExtensionIsShown() throws {
    let run = CommandLineRun("extensions", "show", "greeter")
    #expect(run.status == .ok)
    #expect(run.output.contains("channel: string, required"))
    #expect(run.output.contains("token: string, secret"))
    #expect(CommandLineRun("extensions", "show", "greter").errors.contains("did you mean 'greeter'?"))
    #expect(CommandLineRun("extensions").output.contains("Greets a channel."))
  }

  @Test func theDoctorNamesTheLibraries() throws {
    let run = CommandLineRun("doctor", "--json")
    let names = try run.lines(type: "check").compactMap { $0["name"]?.string }
    #expect(names.contains("libuv"))
    #expect(names.contains("jansson"))
  }
}
