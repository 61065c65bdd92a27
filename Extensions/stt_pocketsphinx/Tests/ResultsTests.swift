import TenCore
import Testing

@testable import SttPocketsphinx

@Suite struct ResultsTests {
  private func run(_ steps: [(Decoder.Heard, Int)]) -> [DataMessage] {
    var results = Results(language: "en-US", interval: .milliseconds(200))
    var count = 0
    return steps.compactMap { heard, now in
      results.result(heard, metadata: ["session_id": "7"], now: .milliseconds(now)) {
        count += 1
        return "id\(count)"
      }
    }
  }

  @Test func interimsComeNotTooOftenAndOnlyWhenTheTextHasChanged() {
    let messages = run([
      (.partial("turn", start: 10, end: 100), 1_000), (.partial("turn on", start: 10, end: 200), 1_100),
      (.partial("turn on", start: 10, end: 300), 1_200), (.partial("turn on", start: 10, end: 400), 1_400),
      (.partial("", start: 10, end: 500), 1_700), (.final("turn on", words: [], start: 10, end: 480), 1_701),
      (.partial("stop", start: 900, end: 1_000), 1_702),
    ])
    #expect(messages.map { $0["text"]?.string } == ["turn", "turn on", "turn on", "stop"])
    #expect(messages.map { $0["final"]?.bool } == [false, false, true, false])
    #expect(messages.map { $0["id"]?.string } == ["id1", "id1", "id1", "id2"])
    #expect(messages.map { $0["start_ms"]?.int } == [10, 10, 10, 900])
    #expect(messages[2]["duration_ms"] == 470)
  }

  @Test func noiseSaysNothingButWhatWasAnnouncedIsClosed() {
    #expect(run([(.final("", words: [], start: 0, end: 9), 1)]).isEmpty)
    let messages = run([(.partial("turn", start: 0, end: 9), 1), (.final("", words: [], start: 0, end: 9), 2)])
    #expect(messages.map { $0["final"]?.bool } == [false, true])
    #expect(messages.last?["text"] == "")
  }
}
