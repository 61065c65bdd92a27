import Avatar
import TenRuntime
import Testing

@Test func theManifestIsRead() { #expect(Avatar.manifest.name == "avatar") }
