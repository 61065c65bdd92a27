import Glibc
import TenAudio
import TenRuntime
import TenTesting
import Testing
import WavSink

@Suite struct AFileThatCannotBeWrittenTests {
  private func run(_ path: String) throws -> EndRecord {
    try TestHost.run(TestGraph().node("sink", WavSink.self, ["path": .string(path)])) { session, _ in
      try session.send(AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: Payload([1, 2])), to: "sink")
      try session.send(DataMessage("end"), to: "sink")
      _ = await session.ended()
    }
  }

  @Test func failsTheNodeAndNamesThePath() throws {
    let record = try run("/does/not/exist/out.wav")
    #expect(record.reason.code == .nodeFailed)
    #expect(record.reason.detail.contains("/does/not/exist/out.wav"))
    #expect(record.audit == [])
  }

  @Test func leavesWhatStandsInItsPlaceAndNothingBesideIt() throws {
    let folder = try TemporaryFolder()
    folder.write("out.wav", "a file")
    // A folder cannot be made of a file: putting the new one into its place fails.
    let record = try run("\(folder.path)/out.wav/deeper.wav")
    #expect(record.reason.code == .nodeFailed)
    #expect(folder.text("out.wav") == "a file")
    #expect(folder.names == ["out.wav"])
  }

  @Test func neverTakesThePlaceOfWhatIsNoFile() throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
    let record = try run("\(folder.path)/pipe")
    #expect(record.reason.code == .nodeFailed)
    #expect(record.reason.detail.contains("no regular file"))
    var status = stat()
    #expect(stat("\(folder.path)/pipe", &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    #expect(folder.names == ["pipe"])
  }
}
