import TenAudio
import TenRuntime
import Testing

@Suite struct TheDemoGraphTests {
  private func request(_ place: Workplace, channel: String = "room_17", _ more: Properties = Properties()) -> StartRequest {
    StartRequest(
      values: ["channel": .string(channel)],
      nodes: [
        "source": (["path": place.place("in.wav")] as Properties).merging(more), "sink": ["path": place.place("out.wav")],
        "recorder": ["path": place.place("received.jsonl")],
      ])
  }

  private func makeInput(_ place: Workplace, seconds: Int = 3) throws {
    let writer = try WAVWriter(path: "\(place.path)/in.wav", format: PCMFormat(sampleRate: 16_000))
    try writer.write(Payload((0..<seconds * 32_000).map { UInt8(truncatingIfNeeded: $0 &* 17) }))
    try writer.close()
  }

  @Test(arguments: ["fast", "realtime"], 0..<20 as Range<UInt64>) func theOutputEqualsTheInputBitForBit(pace: String, seed: UInt64) throws {
    let place = try Workplace()
    try makeInput(place)
    let record = try GraphRun.run("demo", request(place, ["pace": .string(pace)]), seed: seed)
    #expect(record.reason.code == .finished)
    #expect(record.audit == [])
    #expect(place.bytes("out.wav") == place.bytes("in.wav"))
    #expect(place.bytes("out.wav").count > 90_000)
    #expect(place.lines("received.jsonl").count == 151)
  }

  @Test func aLongFileIsNotLostInAFullInbox() throws {
    let place = try Workplace()
    try makeInput(place, seconds: 120)
    let record = try GraphRun.run("demo", request(place))
    #expect(place.bytes("out.wav") == place.bytes("in.wav"))
    #expect(record.audit == [])
  }

  @Test func eachNodeOfTwoSessionsTellsItsOwnChannel() throws {
    let (one, two) = (try Workplace(), try Workplace())
    for place in [one, two] { try makeInput(place) }
    try SideBySide.run("demo", [request(one, channel: "first", ["loop": true]), request(two, channel: "second", ["loop": true])]) { sessions in
      for (session, channel) in zip(sessions, ["first", "second"] as [Value]) {
        for node in ["source", "relay", "sink", "recorder"] {
          let told = try await session.send(Command("channel"), to: node)
          #expect(told["channel"] == channel)
          #expect(told["node"] == .string(node))
        }
      }
    }
  }

  @Test func theGraphHoldsNoChannel() throws {
    let graph = try GraphRun.compile("demo")
    #expect(graph.nodes.allSatisfy { $0.properties["channel"] == nil })
    #expect(graph.warnings.isEmpty)
  }
}
