import AgoraRtc
import AgoraRtm
import TenCore
import TenConformance
import TenTesting
import Testing

@Suite struct TransportConformanceTests {
  @Test func agoraRtcConforms() throws {
    try ExtensionConformance(AgoraRtc.self, .transport).properties(["publish_data": true]).carries([.audio, .data])
      .start(["channel": "room", "bot_uid": 7, "user_uid": 17]).channels { ChannelHub() }.run()
  }

  @Test func agoraRtmConforms() throws {
    try ExtensionConformance(AgoraRtm.self, .transport).carries(.messages)
      .start(["channel": "room", "bot_uid": 7]).channels { ChannelHub() }.run()
  }
}
