import Avatar
import TenCore
import TenConformance
import TenTesting
import Testing

@Suite struct AvatarConformanceTests {
  @Test(arguments: ["heygen", "liveavatar"]) func avatarConforms(provider: String) throws {
    try ExtensionConformance(Avatar.self, .avatar)
      .properties([
        "provider": .string(provider), "api_key": "canary-key-of-the-vendor", "agora_appid": "0123456789abcdef0123456789abcdef",
        "base_url": "http://vendor.test",
      ])
      .start(["channel": "room", "avatar_uid": 12_345])
      .vendor { SocketAvatar(provider == "heygen" ? .heyGen : .liveAvatar) }
      .run()
  }
}
