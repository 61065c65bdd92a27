import TenAudio
import TenRuntime
import TenTesting
import Testing
import WavSource

@Suite struct AFileThatCannotBePlayedTests {
  private func start(_ properties: Properties, _ values: Properties = ["channel": "room_17"]) throws -> EndRecord {
    try VirtualLoop.run { loop in
      let graph = TestGraph().node("source", WavSource.self, properties)
      return await (try TestHost(graph, loop: loop).host.start(graph.compiled, StartRequest(values: values))).ended()
    }
  }

  @Test func aMissingFileRefusesTheSession() throws {
    let record = try start(["path": "/does/not/exist.wav"])
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains("/does/not/exist.wav"))
    #expect(record.audit == [])
  }

  @Test(arguments: [("frame_ms", Value.int(0)), ("pace", "slow"), ("path", "")])
  func aPropertyThatMakesNoSenseRefusesTheSession(name: String, value: Value) throws {
    let wav = try TestWav(PCMFormat(sampleRate: 16_000), sampleCount: 10)
    let record = try start((["path": .string(wav.path)] as Properties).merging([name: value]))
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains("'\(name)'"))
  }

  @Test func withoutAChannelNothingStarts() throws {
    let wav = try TestWav(PCMFormat(sampleRate: 16_000), sampleCount: 10)
    let error = #expect(throws: Diagnostics.self) { _ = try start(["path": .string(wav.path)], Properties()) }
    #expect(error?.description.contains("'channel'") == true)
    #expect(error?.description.contains("'source'") == true)
  }

  @Test func aLoopOverNothingFailsTheNode() throws {
    let wav = try TestWav(PCMFormat(sampleRate: 16_000), sampleCount: 0)
    let record = try start(["path": .string(wav.path), "loop": true])
    #expect(record.reason.code == .nodeFailed)
    #expect(record.reason.detail.contains("no samples"))
  }
}
