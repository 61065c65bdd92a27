import TenAudio
import TenSpeech
import TenCore
import Testing

@Suite struct SpeechRequestsTests {
  private func text(_ id: String, _ text: String = "", end: Bool = false, turn: UInt32 = 1) -> DataMessage {
    var message = DataMessage("tts_text_input", ["request_id": .string(id), "text": .string(text), "text_input_end": .bool(end)])
    message.turn = Turn(number: turn)
    return message
  }

  private func claim(_ requests: inout SpeechRequests) throws -> SpeechRequests.Claim {
    let claim = requests.claim()
    return try #require(claim)
  }

  @Test func textIsSaidInOrderAndTheClaimIsReleasedWhileMoreIsExpected() throws {
    var requests = SpeechRequests()
    try requests.add(text("a", "one"))
    try requests.add(text("b", "three", end: true))
    let first = try claim(&requests)
    let claimed = requests.claim()
    #expect(claimed == nil)
    let step = requests.next(first)
    #expect(step == .say("one"))
    let step2 = requests.next(first)
    #expect(step2 == .wait)
    let claimed2 = requests.claim()
    #expect(claimed2 == nil)
    try requests.add(text("a", "two", end: true))
    let again = try claim(&requests)
    let step3 = requests.next(again)
    #expect(step3 == .say("two"))
    let step4 = requests.next(again)
    #expect(step4 == .complete)
    let ended = requests.end(again, .complete, now: .seconds(1))
    #expect(ended.map(\.name) == ["tts_audio_start", "tts_audio_end"])
    let step5 = requests.next(again)
    #expect(step5 == .gone)
    let other = try claim(&requests)
    let step6 = requests.next(other)
    #expect(step6 == .say("three"))
  }

  @Test func theEndTellsTimeAndSound() throws {
    var requests = SpeechRequests()
    try requests.add(text("a", "one", end: true))
    let claim = try claim(&requests)
    let begun = requests.start(claim, now: .milliseconds(100))
    #expect(begun?.name == "tts_audio_start")
    let begun2 = requests.start(claim, now: .milliseconds(101))
    #expect(begun2 == nil)
    for _ in 0..<3 {
      let frame = requests.frame(claim, Payload([UInt8](repeating: 0, count: 640)), sampleRate: 16_000)
      #expect(frame != nil)
    }
    let ends = requests.end(claim, .complete, now: .milliseconds(350))
    let end = try #require(ends.first)
    #expect(end["request_event_interval_ms"] == 250)
    #expect(end["request_total_audio_duration_ms"] == 60)
    #expect(end["reason"] == 1)
    let ended = requests.end(claim, .failed, now: .seconds(1))
    #expect(ended.isEmpty)
    let frame2 = requests.frame(claim, Payload([0, 0]), sampleRate: 16_000)
    #expect(frame2 == nil)
  }

  @Test func aTurnsEndTakesItsRequestsAndLeavesTheOthers() throws {
    var requests = SpeechRequests()
    try requests.add(text("a", "one"))
    try requests.add(text("b", "two", turn: 2))
    try requests.add(text("c", "three", turn: 3))
    let claim = try claim(&requests)
    _ = requests.start(claim, now: .zero)
    let ends = requests.cancel(through: Turn(number: 2), now: .seconds(1))
    #expect(ends.map { $0["request_id"]?.string } == ["a"])
    #expect(ends.map { $0["reason"]?.int } == [2])
    #expect(!requests.isLive(claim))
    let claimed = requests.claim()
    #expect(claimed?.turn.number == 3)
    try requests.add(text("b", "late", end: true, turn: 2))
    let ended = requests.cancelAll(now: .seconds(2))
    #expect(ended.isEmpty)
    #expect(requests.isEmpty)
  }

  @Test func waitingTextAndRequestsAreBounded() throws {
    var requests = SpeechRequests()
    for number in 0..<SpeechRequests.maximumRequests { try requests.add(text("r\(number)", "x")) }
    #expect(throws: AudioError.self) { try requests.add(text("more", "x")) }
    #expect(throws: AudioError.self) { try requests.add(text("r0", String(repeating: "word ", count: 60_000))) }
    #expect(throws: AudioError.self) { try requests.add(text("")) }
    #expect(throws: AudioError.self) { try requests.add(text(String(repeating: "i", count: 300))) }
  }

  @Test(arguments: 1...20) func longTextIsCutBetweenWordsAndLosesNone(seed: Int) {
    let words = (0..<200).map { String(repeating: "é", count: ($0 * seed) % 17 + 1) }
    let pieces = SpeechText.pieces(words.joined(separator: seed % 2 == 0 ? " " : "\n "), limit: 60)
    #expect(pieces.allSatisfy { $0.utf8.count <= 60 })
    #expect(pieces.flatMap { $0.split(separator: " ").map(String.init) } == words)
  }

  @Test func aWordLongerThanAPieceIsCut() {
    let word = String(repeating: "x", count: 1_000)
    let pieces = SpeechText.pieces(word, limit: 60)
    #expect(pieces.joined() == word)
    #expect(pieces.allSatisfy { $0.utf8.count <= 60 })
    #expect(SpeechText.pieces(" … - \n", limit: 60).isEmpty)
    #expect(SpeechText.ascii("“It’s” — fine…\u{0}é") == "\"It's\" - fine...  ")
  }
}
