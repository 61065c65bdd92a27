import TenRuntime
import TenTesting
import Testing

/// What the documentation of TenRuntime's reader of properties shows.
@Suite struct SettingsTests {
  private actor Singer: Extension {
    static let manifest = Manifest(name: "singer")
    nonisolated let context: ExtensionContext
    private let voice: String
    private let frame: Duration

    init(_ context: ExtensionContext) throws {
      self.context = context
      // snippet
      var read = PropertyReader(context.properties)
      voice = read.string("voice", oneOf: ["rms", "slt"])
      frame = read.milliseconds("frame_ms", 5...1_000)
      try read.check()
      // end
    }

    func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
      .ok(["voice": .string(voice), "frame": .string("\(frame)")])
    }
  }

  @Test func settingsAreRead() throws {
    try ExtensionHarness(Singer.self, ["voice": "slt", "frame_ms": 20]).run { trial in
      let result = try await trial.send(Command("settings"))
      #expect(result.properties["voice"] == "slt")
      #expect(result.properties["frame"]?.string == "\(Duration.milliseconds(20))")
    }
  }

  @Test func allThatIsWrongIsNamedAtOnce() throws {
    let error = try #require(throws: (any Error).self) { try ExtensionHarness(Singer.self, ["voice": "none", "frame_ms": 2]).run { _ in } }
    #expect("\(error)".contains("'voice'") && "\(error)".contains("'frame_ms'"))
  }
}
