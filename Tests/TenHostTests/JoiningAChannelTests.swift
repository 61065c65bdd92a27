import Glibc
import TenAudio
import TenChannel
import TenCore
import TenGraph
import Testing

@testable import TenHost

@Suite struct JoiningAChannelTests {
  @Test func twoPeopleHearAndReadEachOtherAndTheServerEndsOnASignal() throws {
    let folder = try ScratchFolder()
    let voice = "\(folder.path)/voice.wav"
    let writer = try WAVWriter(path: voice, format: PCMFormat(sampleRate: 16_000, channels: 1))
    try writer.write(Payload([UInt8](repeating: 0x11, count: 6_400)))
    try writer.close()
    let socket = "\(folder.path)/channels/c.sock"
    let server = try SpawnedHost(["channels", "--socket", socket])
    #expect(server.line(with: "listening on \(socket)") != nil)
    let listener = try SpawnedHost([
      "join", "room", "--uid", "5", "--socket", socket, "--record", "\(folder.path)/heard", "--send", "hello", "--for", "300s", "--json",
    ])
    #expect(listener.line(with: "connected") != nil)
    let speaker = try SpawnedHost(["join", "room", "--uid", "6", "--socket", socket, "--voice", voice, "--json"])
    // In whatever order they come.
    var seen: [String: Properties] = [:]
    while ["speech_started", "speech_ended", "message"].contains(where: { seen[$0] == nil }) {
      let text = try #require(speaker.line(with: ""))
      let line = try #require(try JSON.parse(text).object)
      seen[line["type"]?.string ?? ""] = line
    }
    let began = try #require(seen["speech_started"]?["at_ns"]?.int)
    let ended = try #require(seen["speech_ended"]?["at_ns"]?.int)
    #expect(ended - began >= 170_000_000)
    #expect(seen["message"]?["text"]?.string?.contains("hello") == true)
    speaker.signal(SIGTERM)
    #expect(speaker.wait() == HostExit.ok.rawValue)
    #expect(listener.line(with: "first_audio") != nil)
    #expect(listener.line(with: "left") != nil)
    listener.signal(SIGTERM)
    let summary = try #require(listener.line(with: "summary"))
    #expect(summary.contains(#""uid":6"#))
    #expect(listener.wait() == HostExit.ok.rawValue)
    let recording = try WAVReader(path: "\(folder.path)/heard/6.wav")
    // What comes late has silence before it.
    var heard: [UInt8] = []
    while case let piece = try recording.read(maximumFrames: 16_000), !piece.isEmpty { heard += piece.withUnsafeBytes { $0.filter { $0 != 0 } } }
    #expect(heard == [UInt8](repeating: 0x11, count: 6_400))
    server.signal(SIGINT)
    #expect(server.wait() == HostExit.ok.rawValue)
    #expect(access(socket, F_OK) != 0)
  }

  @Test func whoHasNothingToSayLeavesWhenNothingComes() throws {
    let folder = try ScratchFolder()
    let socket = "\(folder.path)/c.sock"
    let server = try SpawnedHost(["channels", "--socket", socket])
    #expect(server.line(with: "listening on \(socket)") != nil)
    #expect(CommandLineRun("join", "room", "--socket", socket, "--until-idle", "20ms").status == .ok)
  }

  @Test func withoutAServerTheJoinIsRefusedWithWhatToDo() {
    let run = CommandLineRun("join", "room", "--socket", "/tmp/tenhost-no-such-folder/c.sock")
    #expect(run.status == .startRefused)
    #expect(run.errors.contains("tenhost channels"))
  }

  @Test(arguments: [["--uid", "0"], ["--voice", "/tmp/no-such-file.wav"], ["--token-env", "NO_SUCH_VARIABLE"]])
  func aWrongOptionIsNamed(arguments: [String]) {
    let run = CommandLineRun("join", "room", arguments[0], arguments[1])
    #expect(run.status == .usage)
    #expect(run.errors.contains(arguments[1]) || run.errors.contains(arguments[0]))
  }

  @Test func aCertificateWithoutAnAppIsRefused() {
    let run = CommandLineRun("channels", environment: ["TENHOST_APP_CERTIFICATE": "5CFd2fd1755d40ecb72977518be15d3b"])
    #expect(run.status == .usage)
    #expect(run.errors.contains("TENHOST_APP_ID"))
    #expect(!run.errors.contains("5CFd2fd1755d40ecb72977518be15d3b"))
  }
}

@Suite struct TranscriptPacketsTests {
  private let text = #"{"role":"assistant","text":"good morning","is_final":true}"#

  private func packets(_ id: String, parts: Int) -> [Payload] {
    let whole = Array(Base64.text(Array(text.utf8)).utf8)
    let size = (whole.count / parts + 3) / 4 * 4
    let pieces = stride(from: 0, to: whole.count, by: size).map { whole[$0..<min($0 + size, whole.count)] }
    return pieces.enumerated().map { Payload(Array("\(id)|\($0 + 1)|\(pieces.count)|".utf8) + $1) }
  }

  @Test func partsInAnyOrderAndTwiceMakeOneTranscript() {
    var assembler = TranscriptAssembler()
    let all = packets("abcdefgh", parts: 3)
    #expect(all.count == 3)
    #expect(assembler.add(all[2], now: 0) == nil)
    #expect(assembler.add(all[2], now: 0) == nil)
    #expect(assembler.add(all[0], now: 0) == nil)
    #expect(assembler.add(all[1], now: 0)?["text"] == "good morning")
  }

  @Test func whatIsNotCompleteAfterFiveSecondsIsDropped() {
    var assembler = TranscriptAssembler()
    let all = packets("abcdefgh", parts: 2)
    #expect(assembler.add(all[0], now: 0) == nil)
    #expect(assembler.add(all[1], now: 5_000_000_001) == nil)
    #expect(assembler.dropped == 1)
  }

  @Test(arguments: ["", "a|1|1", "a|0|1|e30=", "a|2|1|e30=", "a|1|???|e30=", "a|1|99999|e30=", "a|1|1|!!", "a|1|1|W10="])
  func whatIsNoPacketIsCountedAndIgnored(packet: String) {
    var assembler = TranscriptAssembler()
    #expect(assembler.add(Payload(Array(packet.utf8)), now: 0) == nil)
    #expect(assembler.dropped == 1)
  }

  @Test func whatNeverCompletesIsBounded() {
    var assembler = TranscriptAssembler()
    for number in 0..<1_000 { _ = assembler.add(Payload(Array("id\(number)|1|2|e30=".utf8)), now: 0) }
    #expect(assembler.dropped == 1_000 - TranscriptAssembler.mostMessages)
  }
}

@Suite struct RecordingByArrivalTests {
  private func frame(_ byte: UInt8) -> ChannelAudio {
    ChannelAudio(sampleRate: 8_000, timestamp: 0, payload: Payload([UInt8](repeating: byte, count: 320)))
  }

  @Test func aGapBecomesSilenceAndEarlyFramesAreAppended() throws {
    let folder = try ScratchFolder()
    let heard = HeardParticipant(7, folder: folder.path, readsTones: false)
    for (byte, milliseconds) in [(1, 0), (2, 0), (3, 0), (4, 500), (5, 510)] as [(UInt8, UInt64)] {
      _ = try heard.add(frame(byte), now: milliseconds * 1_000_000)
    }
    try heard.close()
    let reader = try WAVReader(path: "\(folder.path)/7.wav")
    let samples = try reader.read(maximumFrames: 100_000)
    #expect(samples.count == (4_000 + 320) * 2)
    #expect([0, 320, 640, 960, 8_000, 8_320].map { samples[$0] } == [1, 2, 3, 0, 4, 5])
    #expect(heard.frames == 5)
    #expect(heard.microseconds == 100_000)
  }

  @Test func silenceIsNotASound() throws {
    let heard = HeardParticipant(7, folder: nil, readsTones: false)
    #expect(try !heard.add(frame(0), now: 0))
    #expect(try heard.add(frame(9), now: 5))
    #expect(heard.heardAt == 5)
  }

  @Test func tonesAreToldAsRunsOfOneNumberWithTheirTimes() throws {
    let heard = HeardParticipant(7, folder: nil, readsTones: true)
    func say(_ number: Int?, at milliseconds: UInt64) throws {
      let samples = number.map { TonePair.samples($0) } ?? [Int16](repeating: 0, count: 320)
      _ = try heard.add(ChannelAudio(sampleRate: 16_000, timestamp: 0, payload: Payload(int16: samples)), now: milliseconds * 1_000_000)
    }
    for (number, time) in [(3, 0), (3, 20), (4, 40), (nil, 60), (4, 80), (4, 300)] as [(Int?, UInt64)] { try say(number, at: time) }
    let runs = heard.takeTones(now: 310_000_000)
    #expect(runs.map(\.number) == [3, 4, 4])
    #expect(runs.map(\.from) == [0, 40_000_000, 80_000_000])
    #expect(runs.map(\.to) == [20_000_000, 40_000_000, 80_000_000])
    #expect(runs.map(\.frames) == [2, 1, 1])
    #expect(heard.takeTones(now: .max).map(\.from) == [300_000_000])
  }
}

/// A folder that is gone with the value.
final class ScratchFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/tenhost-test-XXXXXX".utf8CString)
    let made = mkdtemp(&template)
    path = String(cString: try #require(made))
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != ".", name != ".." { remove("\(path)/\(name)") }
      }
      closedir(folder)
    }
    if rmdir(path) != 0 { unlink(path) }
  }
}
