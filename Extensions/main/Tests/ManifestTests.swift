import Main
import TenRuntime
import Testing

@Test func theManifestIsRead() { #expect(MainExtension.manifest.name == "main") }
