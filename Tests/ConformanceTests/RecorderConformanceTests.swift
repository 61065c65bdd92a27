import Recorder
import TenConformance
import TenTesting
import Testing

@Test func recorderConforms() throws { try ExtensionConformance(Recorder.self).run() }
