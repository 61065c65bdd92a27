import TenTesting
import Testing
import TtsFlite

@Test func ttsFliteConforms() throws { try ExtensionConformance(TtsFlite.self, .tts).run() }
