import TenRuntime
import Testing
import TtsTones

@Test func theManifestIsRead() { #expect(TtsTones.manifest.name == "tts_tones") }
