import TenRuntime
import Testing
import TtsFlite

@Test func theManifestIsRead() { #expect(TtsFlite.manifest.name == "tts_flite") }
