import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct PropertiesOfANodeTests {
  private func refusal(_ properties: Properties) throws -> String? {
    let record = try VirtualLoop.run { loop in
      let graph = TestGraph().node("n", Reading.self, properties)
      let session = try TestHost(graph, loop: loop).host.start(graph.compiled)
      _ = try? await session.ready()
      return await session.stop()
    }
    return record.reason.code == .startFailed ? record.reason.detail : nil
  }

  @Test func propertiesInTheirRangesAreTaken() throws { #expect(try refusal([:]) == nil) }

  @Test func oneErrorNamesEveryPropertyThatIsWrong() throws {
    let detail = try #require(
      try refusal([
        "name": "", "pace": "slow", "frame_ms": 4, "rate": 8_001, "level": 2.5, "timeout": 90, "loop": "maybe", "key": "a\nb",
        "delay_ms": "soon",
      ]))
    for reason in [
      "'name' is empty; name a file", "'pace' is 'slow'; use realtime or fast", "'frame_ms' is 4; use 5 to 1000",
      "'rate' is 8001; use 8000, 16000 or 48000", "'level' is 2.5; use 0.0 to 2.0", "'timeout' is 90; use 1 to 60",
      "'loop' is a string, not a Bool", "'delay_ms' is a string, not a Int", "'key' holds a space, a line break or a character beyond ASCII",
    ] {
      #expect(detail.contains(reason))
    }
    #expect(detail.contains("reading the properties of node 'n': "))
    #expect(!detail.contains("a\nb"))
  }

  @Test func aPropertyWithoutAValueIsNamed() throws {
    let detail = try #require(try refusal(["missing": true]))
    #expect(detail.contains("'nothing' has no value; set it in the graph, or give it a default"))
  }

  @Test func whatOnlyTheNodeKnowsToBeWrongIsNamedWithTheRest() throws {
    let detail = try #require(try refusal(["name": "odd", "frame_ms": 1_001]))
    #expect(detail.hasSuffix("'frame_ms' is 1001; use 5 to 1000; 'name' is odd"))
  }
}

private actor Reading: Extension {
  static let manifest = Manifest(name: "reading")
  static let defaults: Properties = [
    "name": "a.wav", "pace": "fast", "frame_ms": 20, "rate": 16_000, "level": 1.0, "timeout": 5, "loop": false, "key": "secret", "delay_ms": 10,
    "missing": false,
  ]
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) throws {
    self.context = context
    var read = PropertyReader(context.properties)
    let name = read.filled("name", advice: "name a file")
    #expect(["realtime", "fast", "slow"].contains(read.string("pace", oneOf: ["realtime", "fast"])))
    #expect((5...1_000).contains(read.int("frame_ms", 5...1_000)))
    _ = read.int("rate", oneOf: [8_000, 16_000, 48_000])
    _ = read.double("level", 0...2)
    #expect(read.seconds("timeout", 1...60) <= .seconds(60))
    _ = read.bool("loop")
    _ = read.headerSecret("key")
    _ = read.milliseconds("delay_ms", 0...100)
    if read.bool("missing") { _ = read.string("nothing") }
    if name == "odd" { read.refuse("name", "is odd") }
    try read.check()
  }
}
