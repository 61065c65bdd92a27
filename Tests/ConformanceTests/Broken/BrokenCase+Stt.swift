import TenCore
import TenConformance
import TenTesting

extension BrokenCase {
  static func faultySTT(_ defect: String) -> ExtensionConformance {
    ExtensionConformance(FaultySTT.self, .stt).properties(["defect": .string(defect)]).speech { [AudioFrame](repeating: .loud, count: 50) }
  }

  static let stt: [BrokenCase] = [
    BrokenCase("stt.result-schema", "its results have no language", faultySTT("schema")),
    BrokenCase("stt.one-id-per-utterance", "each of its results has an id of its own", faultySTT("ids")),
    BrokenCase("stt.speech-has-a-final", "it does not end an utterance when it is followed by silence", faultySTT("endless")),
    BrokenCase("stt.finalize-is-answered", "it answers asr_finalize only while somebody speaks", faultySTT("idle")),
    BrokenCase("stt.silence-gives-no-text", "asr_finalize after silence gives a text", faultySTT("noise")),
    BrokenCase("stt.keeps-session-id", "its results carry a session_id of its own", faultySTT("session")),
    BrokenCase("stt.timeline-is-the-audios", "it counts the bytes of the audio as milliseconds", faultySTT("bytes")),
  ]
}
