import TenConformance
import TenTesting
import Testing
import TtsFlite

@Test func ttsFliteConforms() throws {
  try ExtensionConformance(TtsFlite.self, .tts)
    .excepting("node.deterministic", because: "the library Flite gives the same text other samples each time: its noise cannot be seeded")
    .run(seeds: 0..<4)
}
