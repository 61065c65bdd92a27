import TenCore
import TenGraph
import TenRuntime
import Testing

@testable import TenHost

@Suite struct NewGraphTests {
  private let folder: ScratchTree
  private let extensions: [any Extension.Type] = [Mouth.self, Ear.self, Needy.self, Leader.self, Recorder.self]

  init() throws { folder = try ScratchTree() }

  private func new(_ arguments: String...) -> CommandLineRun {
    CommandLineRun(words: ["new", "graph"] + arguments + ["--in", folder.path], extensions: extensions)
  }

  @Test func aGraphIsValidAtOnce() throws {
    let run = new("demo", "--extension", "mouth", "--extension", "ear")
    #expect(run.status == .ok, "\(run.errors)")
    #expect(folder.files == ["graphs/demo.json", "graphs/demo.test.json"])
    #expect(CommandLineRun("validate", "\(folder.path)/graphs/demo.json", extensions: extensions).output == "1 file: valid\n")
  }

  @Test func messagesGoToThoseWhoTakeThemAndTheRestToARecorder() throws {
    _ = new("demo", "--extension", "mouth", "--extension", "ear")
    let drawn = CommandLineRun("graph", "\(folder.path)/graphs/demo.json", extensions: extensions).output
    let graph = try JSON.parse(folder.read("graphs/demo.json") ?? "").object
    let mouth = graph?["connections"]?.array?.first?.object
    #expect(mouth?["audio_frame"] == [["name": "pcm_frame", "dest": [["extension": "ear"]]]])
    #expect(mouth?["data"] == [["name": "said", "dest": [["extension": "recorder"]]]])
    #expect(drawn.contains("recorder"))
  }

  @Test func soundDoesNotGoBackToWhoOnlyListens() throws {
    _ = new("demo", "--extension", "ear", "--extension", "mouth")
    let connections = try JSON.parse(folder.read("graphs/demo.json") ?? "").object?["connections"]?.array
    #expect(connections?.first?.object?["audio_frame"] == [["name": "pcm_frame", "dest": [["extension": "recorder"]]]])
  }

  @Test func twoOfAKindHaveTwoNames() throws {
    _ = new("demo", "--extension", "mouth", "--extension", "mouth", "--extension", "listener=ear")
    let names = try JSON.parse(folder.read("graphs/demo.json") ?? "").object?["nodes"]?.array?.compactMap { $0.object?["name"]?.string }
    #expect(names == ["mouth", "mouth_2", "listener", "recorder"])
  }

  @Test func whatMustBeSetComesFromTheEnvironment() throws {
    let run = new("demo", "--extension", "needy")
    #expect(run.status == .ok, "\(run.errors)")
    #expect(folder.read("graphs/demo.json")?.contains("${env:NEEDY_KEY}") == true)
    #expect(run.output.contains("--start channel=room_17"))
  }

  @Test func aPeerThatIsMissingIsNamedAndNothingIsWritten() {
    let run = new("demo", "--extension", "leader")
    #expect(run.status == .invalidGraph)
    #expect(run.errors.contains("'mouth'"))
    #expect(folder.files.isEmpty)
    #expect(new("demo", "--extension", "leader", "--extension", "mouth").status == .ok)
  }

  @Test(arguments: [("a/b", "use letters"), ("..", "use letters"), ("", "use letters"), (String(repeating: "x", count: 65), "use letters")])
  func aNameThatIsNoFilesIsRefused(name: String, reason: String) {
    let run = new(name, "--extension", "mouth")
    #expect(run.status == .usage)
    #expect(run.errors.contains(reason))
  }

  @Test(arguments: [("muoth", "did you mean 'mouth'?"), ("x=mouth=", "no extension 'mouth='"), ("1=mouth", "naming a node '1'")])
  func anExtensionThatIsNoneIsRefused(argument: String, reason: String) {
    let run = new("demo", "--extension", argument)
    #expect(run.status == .usage)
    #expect(run.errors.contains(reason), "\(run.errors)")
  }

  @Test func aGraphThatExistsStays() {
    _ = new("demo", "--extension", "mouth")
    let again = new("demo", "--extension", "ear")
    #expect(again.status == .usage)
    #expect(again.errors.contains("graphs/demo.json': it exists already"))
    #expect(again.errors.contains("graphs/demo.test.json': it exists already"))
  }

  @Test func aHostWithoutAToneAsksForAnExtension() {
    let run = new("demo")
    #expect(run.status == .usage)
    #expect(run.errors.contains("give --extension"))
  }
}

private actor Mouth: Extension {
  static let manifest = Manifest(
    json:
      #"{"type": "extension", "name": "mouth", "version": "0.1.0", "api": {"audio_frame_out": [{"name": "pcm_frame"}], "data_out": [{"name": "said"}]}}"#,
    file: "manifest.json")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}

private actor Ear: Extension {
  static let manifest = Manifest(
    json: #"{"type": "extension", "name": "ear", "version": "0.1.0", "api": {"audio_frame_in": [{"name": "pcm_frame"}]}}"#, file: "manifest.json")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}

private actor Needy: Extension {
  static let manifest = Manifest(
    json: """
      {"type": "extension", "name": "needy", "version": "0.1.0",
       "api": {"property": {"properties": {"key": {"type": "string"}}, "required": ["key"]},
               "start": {"properties": {"channel": {"type": "string"}}, "required": ["channel"]}}}
      """, file: "manifest.json")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}

private actor Leader: Extension {
  static let manifest = Manifest(
    json: #"{"type": "extension", "name": "leader", "version": "0.1.0", "peers": {"voice": {"default": "mouth"}}}"#, file: "manifest.json")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}

private actor Recorder: Extension {
  static let manifest = Manifest(
    json: """
      {"type": "extension", "name": "recorder", "version": "0.1.0",
       "api": {"data_in": [{"name": "*"}], "audio_frame_in": [{"name": "*"}], "video_frame_in": [{"name": "*"}]}}
      """, file: "manifest.json")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}
