import Recorder
import TenTesting
import Testing

@Test func recorderConforms() throws { try ExtensionConformance(Recorder.self).run() }
