import TenAudio
import TenRuntime
import TenTesting
import Testing
import WavSink

@Suite struct FramesBecomeAFileTests {
  private func graph(_ folder: TemporaryFolder, _ properties: Properties = Properties()) -> TestGraph {
    TestGraph().node("sink", WavSink.self, (["path": .string("\(folder.path)/out.wav")] as Properties).merging(properties))
  }

  private func frame(_ number: Int, sampleRate: Int = 16_000) -> AudioFrame {
    AudioFrame("pcm_frame", sampleRate: sampleRate, channels: 1, payload: Payload([UInt8](repeating: UInt8(number & 255), count: 640)))
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func endCompletesTheFile(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let record = try TestHost.run(graph(folder), seed: seed) { session, _ in
      for number in 0..<500 {
        try session.send(frame(number), to: "sink")
        if number % 50 == 49 { _ = try await session.send(Command("drain"), to: "sink") }
      }
      try session.send(DataMessage("end"), to: "sink")
      let drained = try await session.send(Command("drain"), to: "sink")
      #expect(drained["complete"] == true)
      #expect(drained["frames"] == 500)
      #expect(folder.names == ["out.wav"])
    }
    let wav = try folder.wav("out.wav")
    #expect(wav.format.description == "16000 Hz, 1 channel, 16-bit integer")
    #expect(wav.samples == (0..<500).flatMap { [UInt8](repeating: UInt8($0 & 255), count: 640) })
    #expect(record.audit == [])
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func theSessionsEndCompletesItToo(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let record = try TestHost.run(graph(folder), seed: seed) { session, _ in
      for number in 0..<90 { try session.send(frame(number), to: "sink") }
      for number in 0..<60 { try session.send(frame(number), to: "sink") }
    }
    let delivered = record.connections.filter { $0.name == "pcm_frame" }.reduce(0) { $0 + Int($1.counters.delivered) }
    #expect(folder.names == (delivered > 0 ? ["out.wav"] : []))
    if delivered > 0 { #expect(try folder.wav("out.wav").samples.count == delivered * 640) }
    #expect(record.audit == [])
  }

  @Test func itEndsTheSessionWhenTheFileIsComplete() throws {
    let folder = try TemporaryFolder()
    let record = try TestHost.run(graph(folder, ["end_session": true])) { session, _ in
      try session.send(frame(1), to: "sink")
      try session.send(DataMessage("end"), to: "sink")
      _ = await session.ended()
    }
    #expect(record.reason.code == .finished)
    #expect(try folder.wav("out.wav").samples.count == 640)
  }

  @Test func aFrameOfAnotherFormatIsReportedOnceAndLeftOut() throws {
    let folder = try TemporaryFolder()
    let record = try TestHost.run(graph(folder)) { session, _ in
      try session.send(frame(1), to: "sink")
      for _ in 0..<3 { try session.send(frame(2, sampleRate: 8_000), to: "sink") }
      try session.send(AudioFrame("pcm_frame", sampleRate: 0, channels: -1, bytesPerSample: 9, payload: Payload([1])), to: "sink")
      let stats = try await session.send(Command("stats"), to: "sink")
      #expect(stats["refused"] == 4)
    }
    #expect(record.nodes.first?.errors == 1)
    #expect(record.nodes.first?.lastError?.contains("8000 Hz") == true)
    #expect(try folder.wav("out.wav").samples == [UInt8](repeating: 1, count: 640))
  }

  @Test func withoutFramesNoFileIsWritten() throws {
    let folder = try TemporaryFolder()
    folder.write("out.wav", "what was there before")
    try TestHost.run(graph(folder)) { session, _ in try session.send(DataMessage("end"), to: "sink") }
    #expect(folder.text("out.wav") == "what was there before")
  }
}
