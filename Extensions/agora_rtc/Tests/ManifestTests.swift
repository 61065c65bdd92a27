import AgoraRtc
import TenRuntime
import Testing

@Test func theManifestIsRead() { #expect(AgoraRtc.manifest.name == "agora_rtc") }
