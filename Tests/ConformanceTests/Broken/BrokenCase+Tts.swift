import TenCore
import TenConformance
import TenTesting

extension BrokenCase {
  static func faultyTTS(_ defect: String) -> ExtensionConformance {
    ExtensionConformance(FaultyTTS.self, .tts).properties(["defect": .string(defect), "vendor": true])
      .vendor { VoiceVendor.network($0) }
      .failing { $0.properties(["fails": true]) }
  }

  static let tts: [BrokenCase] = [
    BrokenCase("tts.one-start-and-end", "it sends tts_audio_end twice", faultyTTS("twice")),
    BrokenCase("tts.frames-in-their-request", "it sends the first frame before tts_audio_start", faultyTTS("early")),
    BrokenCase("tts.one-request-at-a-time", "it begins with a request as soon as the one before it has no text left", faultyTTS("order")),
    BrokenCase("tts.pieces-are-one-request", "it takes the first piece of a request for all of it", faultyTTS("pieces")),
    BrokenCase("tts.empty-text-ends-soon", "it forgets a request that has nothing to say", faultyTTS("empty")),
    BrokenCase("tts.late-text-is-dropped", "it does not remember which requests have ended", faultyTTS("late")),
    BrokenCase("tts.frames-carry-their-turn", "its frames carry the turn of the last text that came", faultyTTS("turn")),
    BrokenCase("tts.keeps-metadata", "its frames carry the metadata of the last text that came", faultyTTS("metadata")),
    BrokenCase("tts.one-end-on-flush", "a flushed request has no tts_audio_end", faultyTTS("flush")),
    BrokenCase("tts.flush-is-answered", "its tts_flush_end has no flush_id", faultyTTS("flush-id")),
    BrokenCase("tts.silent-after-flush", "it sends what it had in its buffer after the flush", faultyTTS("tail")),
    BrokenCase("tts.one-end-on-interrupt", "an interrupted request has no tts_audio_end", faultyTTS("interrupt")),
    BrokenCase("tts.one-end-on-failure", "a request that fails has no tts_audio_end", faultyTTS("failure")),
    BrokenCase("tts.cancelling-reaches-the-vendor", "it keeps the vendor's response, and so its connection, after an interrupt", faultyTTS("vendor")),
    BrokenCase("tts.whole-samples", "its frames end inside a sample", faultyTTS("odd")),
    BrokenCase("tts.one-format", "its frames change between 16 and 24 kHz", faultyTTS("format")),
    BrokenCase("tts.true-duration", "it gives the bytes of its frames as their duration", faultyTTS("duration")),
  ]
}
