import TenControl
import TenCore
import TenGraph
import Testing

@testable import TenSupervisor

@Suite struct TheRemainsOfAHost {
  private let folder = ScratchFolder()

  private func verdict(_ secrets: [String] = [], end: HostEnd? = nil, cause: EndReason? = nil) -> Remains.Verdict {
    Remains(of: "h1", in: RuntimeFolder(folder.path), scrubber: SecretScrubber(secrets.map { Secret($0) }))
      .verdict(session: "s1", graph: "echo", milliseconds: 12, end: end, cause: cause)
  }

  @Test func areItsOwnRecordWhereItWroteOne() {
    folder.write(#"{"session":"s1","graph":"echo","reason":"abandoned","detail":"no server came","node":"main","audit":[]}"#, to: "h1.end")
    folder.write(#"{"signal":9}"#, to: "h1.exit")
    let verdict = verdict()
    #expect(verdict.isOwn && verdict.code == .abandoned && verdict.node == "main" && verdict.detail == "no server came")
  }

  @Test(arguments: ["", "{", "[]", #"{"reason":"because"}"#, #"{"reason":"stopped","session":"another"}"#, "\u{0}\u{1}"])
  func areNoRecordThatIsTornOrAnothers(text: String) {
    folder.write(text, to: "h1.end")
    folder.write(#"{"code":70}"#, to: "h1.exit")
    let verdict = verdict()
    #expect(!verdict.isOwn && verdict.code == .blocked)
  }

  @Test func sayWhatASignalUsuallyMeans() {
    folder.write(#"{"signal":9}"#, to: "h1.exit")
    let verdict = verdict()
    #expect(verdict.code == .crashed)
    #expect(verdict.detail == "its process was ended by SIGKILL: killed, perhaps because memory ran out")
    #expect(verdict.endRecord.object?["exit"]?.object?["name"] == "SIGKILL")
  }

  @Test func sayWhatATrapSaid() {
    folder.write(#"{"signal":5}"#, to: "h1.exit")
    folder.write("starting\nEcho/Echo.swift:12: Fatal error: Index out of range\nCurrent stack trace:\n0 libswiftCore.so\n", to: "h1.out")
    let verdict = verdict()
    #expect(verdict.detail.hasSuffix("it said: Echo/Echo.swift:12: Fatal error: Index out of range"))
    #expect(verdict.endRecord.object?["output"]?.array?.count == 4)
  }

  @Test func haveTheShapeOfAnEndRecord() {
    let own = EndRecord(session: "s1", graph: "echo", reason: EndReason(.crashed)).value.object?.keys ?? []
    let made = verdict().endRecord.object?.keys ?? []
    #expect(Set(own).isSubset(of: Set(made)), "\(made)")
  }

  @Test func sayWhatTheServerKnowsWhereNothingWasWritten() {
    #expect(verdict().detail == "its process is gone, and nobody saw how it ended")
    #expect(verdict(end: .exited(code: 127)).detail == "its process ended with exit code 127: the executable or a library was not found")
    let cause = EndReason(.overLimit, detail: "it used 300 MiB and 200 MiB are allowed")
    let verdict = verdict(end: .signalled(9), cause: cause)
    #expect(verdict.code == .overLimit && verdict.detail == "it used 300 MiB and 200 MiB are allowed")
  }

  @Test func showNoSecretOfTheStart() {
    folder.write("token=tok-12345 and again tok-12345\u{1B}[31m\nFatal error: bad tok-12345\n", to: "h1.out")
    folder.write(#"{"type":"log","message":"joined with tok-12345"}"# + "\n", to: "h1.log")
    let text = JSON.text(of: verdict(["tok-12345"]).endRecord)
    #expect(!text.contains("tok-12345"))
    #expect(text.contains("token=*** and again ***[31m") && text.contains("joined with ***"))
  }

  @Test func haveTheLastLinesOfTheLogAsObjects() throws {
    folder.write((1...40).map { #"{"n":\#($0)}"# + "\n" }.joined(), to: "h1.log.1")
    folder.write((41...60).map { #"{"n":\#($0)}"# + "\n" }.joined() + #"{"n":6"#, to: "h1.log")
    let log = try #require(verdict().endRecord.object?["log"]?.array)
    #expect(log.compactMap { $0.object?["n"]?.int } == Array(12...60), "the torn line counts and is left out")
  }

  @Test func areBoundedWhateverTheFilesHold() throws {
    folder.write([UInt8](repeating: 65, count: 3 << 20), to: "h1.out")
    folder.write([UInt8](repeating: 123, count: 3 << 20), to: "h1.log")
    folder.write([UInt8](repeating: 91, count: 1 << 20), to: "h1.end")
    folder.write([UInt8](repeating: 0xFF, count: 100_000), to: "h1.exit")
    #expect(JSON.bytes(of: verdict().endRecord).count < 4_096)
    folder.write((1...20_000).map { "line \($0) " + String(repeating: "x", count: 5_000) + "\n" }.suffix(200).joined(), to: "h1.out")
    var output = try #require(verdict().endRecord.object?["output"]?.array)
    #expect(output.count <= Remains.outputLines && output.allSatisfy { ($0.string?.count ?? 0) <= 2_000 })
    folder.write("Echo.swift:1: Fatal error: no\n" + (1...900).map { "\($0): 0xdeadbeef\n" }.joined(), to: "h1.out")
    output = try #require(verdict().endRecord.object?["output"]?.array)
    #expect(output.count == Remains.outputLines && output[1] == "1: 0xdeadbeef" && output.last == "900: 0xdeadbeef")
    #expect(output[Remains.firstOutputLines] == "(852 lines are left out)")
    #expect(verdict().detail.hasSuffix("it said: Echo.swift:1: Fatal error: no"), "also where much comes after it")
  }
}

@Suite struct AScrubber {
  @Test func takesOutWhatTheGraphCallsSecretAndWhatSoundsSo() {
    let request = StartRequest(
      values: ["channel": "room-77", "token": "abc", "pin": 4711, "user_uid": 17], nodes: ["tts": ["api": ["key": "k-1234567"], "voice": "eva"]],
      fromEnvironment: ["start.user_uid"])
    let takes: [Value] = [["name": "channel", "secret": false], ["name": "pin", "secret": true]]
    let scrubber = SecretScrubber(of: request, takes: takes, environment: SecretScrubber.secrets(in: ["VENDOR_API_KEY": "sk-9", "HOME": "/root"]))
    #expect(scrubber.scrub("room-77 abc 4711 17 k-1234567 eva sk-9 /root") == "room-77 *** *** *** *** eva *** /root")
  }

  @Test func takesEveryTextForASecretWhereNobodySaysWhichAre() {
    #expect(SecretScrubber(of: StartRequest(values: ["channel": "room-77"]), takes: []).scrub("in room-77") == "in ***")
  }

  @Test func takesTheLongerOfTwoThatOverlap() {
    #expect(SecretScrubber([Secret("ab"), Secret("abcd"), Secret("")]).scrub("abcdab x") == "****** x")
  }
}
