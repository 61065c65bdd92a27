import MessageCollector
import TenRuntime
import Testing

@Test func theManifestIsRead() { #expect(MessageCollector.manifest.name == "message_collector") }
