import MessageCollector
import TenConformance
import TenTesting
import Testing

@Test func messageCollectorConforms() throws { try ExtensionConformance(MessageCollector.self).run() }
