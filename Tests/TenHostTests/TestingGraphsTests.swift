import Glibc
import TenCore
import TenGraph
import Testing

@testable import TenHost

@Suite struct TestingGraphsTests {
  /// A folder with a graph of one greeter and a scenario of it.
  private final class Place {
    let folder: String

    init(_ scenario: String) throws {
      var template = Array("/tmp/tenhost-test-XXXXXX".utf8CString)
      folder = String(cString: try #require(mkdtemp(&template)))
      try write("g.json", #"{"nodes": [{"type": "extension", "name": "g", "addon": "greeter"}]}"#)
      try write("g.test.json", scenario)
    }

    func write(_ name: String, _ text: String) throws {
      let file = try #require(fopen("\(folder)/\(name)", "w"))
      fputs(text, file)
      fclose(file)
    }

    deinit {
      for name in ["g.json", "g.test.json", "out.xml"] { unlink("\(folder)/\(name)") }
      rmdir(folder)
    }
  }

  private static let good = #"{"graph": "g.json", "start": {"channel": "room"}, "puppets": {"g": {}}, "steps": [{"advance": "1s"}]}"#
  private static let bad =
    #"{"graph": "g.json", "start": {"channel": "room"}, "puppets": {"g": {}}, "steps": [{"stop": true}], "end": {"reason": "finished"}}"#

  @Test func aFolderThatPassesEndsWithZero() throws {
    let place = try Place(Self.good)
    let run = CommandLineRun("test", place.folder, "--seeds", "20")
    #expect(run.status == .ok)
    #expect(run.output.contains("pass  g  20 seeds  1 s\n"))
    #expect(run.output.contains("1 scenario passed in "))
    #expect(run.output.contains("20 seeds, "))
  }

  @Test func aFailureEndsWithOneAndTellsHowToRepeatIt() throws {
    let place = try Place(Self.bad)
    let run = CommandLineRun("test", "\(place.folder)/g.test.json", "--seed", "7", "--junit", "\(place.folder)/out.xml")
    #expect(run.status == .sessionFailed)
    #expect(run.output.contains("FAIL  g  seed 7\n"))
    #expect(run.output.contains("again: tenhost test \(place.folder)/g.test.json --filter 'g' --seed 7\n"))
    #expect(String(decoding: try TextFile.read("\(place.folder)/out.xml"), as: UTF8.self).contains("<failure message="))
  }

  @Test func jsonIsOneObjectALine() throws {
    let place = try Place(Self.bad)
    let run = CommandLineRun("test", place.folder, "--json")
    let scenario = try #require(try run.lines(type: "scenario").first)
    #expect(scenario["passed"] == false && scenario["seed"] == 0 && scenario["name"] == "g")
    #expect(try run.lines(type: "summary").first?["failed"] == 1)
    #expect(try run.lines().count == 2)
  }

  @Test func aFileThatIsNotValidEndsWithThreeAndRunsNothing() throws {
    let place = try Place(#"{"graph": "g.json", "stepps": []}"#)
    let run = CommandLineRun("test", place.folder)
    #expect(run.status == .invalidGraph)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("g.test.json:1:"))
    #expect(run.errors.contains("did you mean 'steps'?"))
  }

  @Test func aWrongCallEndsWithTwo() throws {
    let place = try Place(Self.good)
    #expect(CommandLineRun("test", "/nowhere").status == .usage)
    #expect(CommandLineRun("test").status == .usage)
    #expect(CommandLineRun("test", place.folder, "--filter", "nothing").status == .usage)
    #expect(CommandLineRun("test", place.folder, "--seeds", "0").status == .usage)
    #expect(CommandLineRun("test", place.folder, "--seed", "1", "--seeds", "2").status == .usage)
    #expect(CommandLineRun("test", place.folder, "--junit", "/nowhere/out.xml").status == .usage)
  }

  @Test func coloursAreForTerminalsThatWantThem() throws {
    let place = try Place(Self.good)
    #expect(CommandLineRun("test", place.folder, isTerminal: true).output.contains("\u{1B}["))
    #expect(!CommandLineRun("test", place.folder, environment: ["NO_COLOR": "1"], isTerminal: true).output.contains("\u{1B}[3"))
  }

  @Test func validatingAFolderLeavesItsScenariosAlone() throws {
    let place = try Place(#"{"nodes": {}}"#)
    #expect(CommandLineRun("validate", place.folder).status == .ok)
  }
}
