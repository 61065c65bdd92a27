import Recorder
import TenRuntime
import TenTesting
import Testing

@Suite struct LinesReachTheFileTests {
  private func graph(_ folder: TemporaryFolder, _ properties: Properties = Properties()) -> TestGraph {
    TestGraph().node("recorder", Recorder.self, (["path": .string("\(folder.path)/out.jsonl")] as Properties).merging(properties))
  }

  @Test func saveWritesWhatIsKept() throws {
    let folder = try TemporaryFolder()
    try TestHost.run(graph(folder)) { session, _ in
      try session.send(DataMessage("text"), to: "recorder")
      _ = try await session.send(Command("stats"), to: "recorder")
      #expect(folder.lines("out.jsonl").count == 0)
      let answer = try await session.send(Command("save"), to: "recorder")
      #expect(answer.isOK)
      #expect(folder.lines("out.jsonl").count == 1)
    }
    #expect(folder.lines("out.jsonl").count == 1)
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func theSessionsEndWritesTheRestWhateverIsInFlight(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let record = try TestHost.run(graph(folder, ["buffer_bytes": 100]), seed: seed) { session, _ in
      for n in 0..<10 { try session.send(DataMessage("text", ["n": Value(n)]), to: "recorder") }
    }
    let delivered = record.connections.filter { $0.name == "text" }.reduce(0) { $0 + Int($1.counters.delivered) }
    #expect(folder.lines("out.jsonl").count == delivered)
    #expect(record.audit == [])
  }

  @Test func aSecondSessionWritesBehindTheFirst() throws {
    let folder = try TemporaryFolder()
    for _ in 0..<2 {
      try TestHost.run(graph(folder)) { session, _ in _ = try await session.send(Command("ask"), to: "recorder") }
    }
    #expect(folder.lines("out.jsonl").count == 2)
  }

  @Test func aPathThatCannotBeOpenedRefusesTheSession() throws {
    let record = try VirtualLoop.run { loop in
      let graph = TestGraph().node("recorder", Recorder.self, ["path": "/does/not/exist.jsonl"])
      return await (try TestHost(graph, loop: loop).host.start(graph.compiled)).ended()
    }
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains("/does/not/exist.jsonl"))
    #expect(record.reason.detail.contains("No such file"))
  }
}
