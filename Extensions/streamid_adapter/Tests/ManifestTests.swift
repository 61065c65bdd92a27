import StreamidAdapter
import TenRuntime
import Testing

@Test func theManifestIsRead() { #expect(StreamidAdapter.manifest.name == "streamid_adapter") }
