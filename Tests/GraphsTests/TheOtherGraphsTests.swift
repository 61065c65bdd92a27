import TenRuntime
import Testing

@Suite struct TheOtherGraphsTests {
  @Test(arguments: 0..<10 as Range<UInt64>) func toneWritesATone(seed: UInt64) throws {
    let place = try Workplace()
    let record = try GraphRun.run("tone", StartRequest(nodes: ["sink": ["path": place.place("out.wav")]]), seed: seed)
    #expect(record.reason.code == .finished)
    #expect(record.audit == [])
    #expect(place.bytes("out.wav").count == 44 + 64_000)
  }

  @Test(arguments: 0..<10 as Range<UInt64>) func echoWritesWhatTheToneSent(seed: UInt64) throws {
    let place = try Workplace()
    let nodes: [String: Properties] = ["sink": ["path": place.place("out.wav")], "recorder": ["path": place.place("received.jsonl")]]
    let record = try GraphRun.run("echo", StartRequest(nodes: nodes), seed: seed)
    #expect(record.reason.code == .finished)
    #expect(record.audit == [])
    #expect(place.bytes("out.wav").count == 44 + 32_000)
    #expect(place.lines("received.jsonl").count == 51)
  }

  @Test(arguments: ["cmd", "data", "audio_frame", "video_frame"], 0..<5 as Range<UInt64>)
  func chaosLeavesTheBooksInOrder(kind: String, seed: UInt64) throws {
    let record = try GraphRun.run("chaos", seed: seed) { session in
      let failed = try await session.send(Command("fail"), to: "chaos")
      #expect(!failed.isOK)
      _ = try await session.send(Command("flood", ["kind": .string(kind), "count": 3_000]), to: "chaos")
      let answer = try await session.send(Command("channel"), to: "recorder")
      #expect(answer.isOK)
    }
    #expect(record.reason.code == .stopped)
    #expect(record.audit == [])
  }

  @Test(arguments: ["demo", "tone", "echo", "chaos"]) func eachGraphIsFreeOfWarnings(name: String) throws {
    #expect(try GraphRun.compiler.check(file: GraphRun.file("graphs/\(name).json")) == [])
  }
}
