import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct DecodingTests {
  private struct Config: Codable, Equatable {
    struct Voice: Codable, Equatable { var speed: Double }
    var model: String
    var voice: Voice
  }

  private struct Call: Decodable {
    var channel: String
  }

  private actor Decoder: Extension {
    static let manifest: Manifest = {
      var manifest = Manifest(name: "decoder")
      manifest.start = ObjectSchema([ObjectSchema.Field("channel", PropertySchema(.string))])
      return manifest
    }()
    nonisolated let context: ExtensionContext
    private let config: Config
    private var channel = ""

    init(_ context: ExtensionContext) throws {
      self.context = context
      config = try context.properties.decode()
    }

    func start(_ start: StartMessage) async throws { channel = try start.decode(Call.self).channel }

    func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
      .ok(["model": .string(config.model), "speed": .float(config.voice.speed), "channel": .string(channel)])
    }
  }

  @Test func propertiesAndStartValuesAreReadAsTypes() throws {
    let graph = TestGraph().node("a", Decoder.self, ["model": "m", "voice": ["speed": 1.5], "more": 1])
    try TestHost.run(graph, StartRequest(values: ["channel": "room_17"])) { session, _ in
      let result = try await session.send(Command("show"), to: "a")
      #expect(result["model"] == "m" && result["speed"] == 1.5 && result["channel"] == "room_17")
    }
  }

  @Test func whatIsMissingIsNamed() {
    let graph = TestGraph().node("a", Decoder.self, ["model": "m"])
    #expect { try TestHost.run(graph, StartRequest(values: ["channel": "x"])) { _, _ in } } throws: { "\($0)".contains("voice") }
  }
}
