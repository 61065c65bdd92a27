import Tone
import TenConformance
import TenTesting
import Testing

@Test func toneConforms() throws { try ExtensionConformance(Tone.self).run() }
