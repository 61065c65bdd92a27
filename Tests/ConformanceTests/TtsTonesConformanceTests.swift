import TenConformance
import TenTesting
import Testing
import TtsTones

@Test func ttsTonesConforms() throws { try ExtensionConformance(TtsTones.self, .tts).run(seeds: 0..<10) }
