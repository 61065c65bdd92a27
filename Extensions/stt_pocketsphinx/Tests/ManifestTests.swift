import SttPocketsphinx
import TenRuntime
import Testing

@Test func theManifestIsRead() { #expect(SttPocketsphinx.manifest.name == "stt_pocketsphinx") }
