// snippet
import TenConformance
import TenTesting
import Testing
import TtsTones

@Test func theVoiceConforms() throws {
  try ExtensionConformance(TtsTones.self, .tts).properties(["ms_per_word": 80]).run()
}
// end
