import AgoraRtm
import TenRuntime
import Testing

@Test func theManifestIsRead() { #expect(AgoraRtm.manifest.name == "agora_rtm") }
