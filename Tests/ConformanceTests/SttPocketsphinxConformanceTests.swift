import SttPocketsphinx
import TenCore
import TenRuntime
import TenConformance
import TenTesting
import Testing
import TtsFlite

@Test func sttPocketsphinxConforms() throws {
  let speech = try spoken("hello world.")
  let grammar = "#JSGF V1.0; grammar g; public <g> = hello world;"
  try ExtensionConformance(SttPocketsphinx.self, .stt).properties(["grammar": .string(grammar)]).speech { speech }.run(seeds: 0..<1)
}

/// The frames in which the extension tts_flite says a text.
private func spoken(_ text: String) throws -> [AudioFrame] {
  let heard = Received()
  let graph = TestGraph().node("tts", TtsFlite.self).probe("ear", heard).connect("tts", .audio, "pcm_frame", "ear")
    .connect("tts", .data, "tts_audio_end", "ear")
  try TestHost.run(graph) { session, loop in
    var message = DataMessage("tts_text_input", ["request_id": "1", "text": .string(text), "text_input_end": true])
    message.turn = Turn(number: 1)
    try session.send(message, to: "tts")
    while !heard.names.contains("tts_audio_end") { await loop.wait(.milliseconds(20)) }
  }
  return heard.audio
}
