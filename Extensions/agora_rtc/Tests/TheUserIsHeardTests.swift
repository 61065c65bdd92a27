import TenChannel
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct TheUserIsHeardTests {
  private func audio(_ value: Int16, rate: Int = 16_000, channels: Int = 1, milliseconds: Int = 20) -> ChannelAudio {
    ChannelAudio(
      sampleRate: rate, channels: channels, timestamp: 60, payload: .samples([Int16](repeating: value, count: rate * channels * milliseconds / 1_000))
    )
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func onlyTheUserAndNeverTheAvatar(seed: UInt64) throws {
    let heard = Received()
    try Call.run(Call.graph(heard), seed: seed) { call in
      let sent = audio(17)
      for uid in [17, 18, 12_345] as [UInt32] {
        let someone = try await call.hub.enter("room", .rtc(uid))
        someone.connection.publish(uid == 17 ? sent : audio(Int16(uid % 1_000)))
      }
      await call.loop.wait(.seconds(1))
      #expect(heard.audio.count == 1)
      let frame = try #require(heard.audio.first)
      #expect(frame.properties == ["stream_id": 17, "channel": "room"])
      #expect(frame.payload.sharesStorage(with: sent.payload))
      #expect(frame.timestamp == 60)
      #expect(frame.turn.isNone)
    }
  }

  @Test(arguments: [0, nil] as [Int64?]) func withoutAUserEveryoneButTheAvatar(user: Int64?) throws {
    let heard = Received()
    var request = StartRequest(values: ["channel": "room", "bot_uid": 7, "avatar_uid": 12_345])
    if let user { request.values["user_uid"] = .int(user) }
    try Call.run(Call.graph(heard), request) { call in
      for uid in [17, 18, 12_345] as [UInt32] {
        try await call.hub.enter("room", .rtc(uid)).connection.publish(audio(1))
      }
      await call.loop.wait(.seconds(1))
    }
    #expect(heard.audio.compactMap { $0["stream_id"]?.int } == [17, 18])
  }

  @Test(arguments: [8_000, 24_000, 44_100, 48_000], [1, 2]) func inTheRateThatTheSessionWants(rate: Int, channels: Int) throws {
    let heard = Received()
    try Call.run(Call.graph(heard)) { call in
      let user = try await call.hub.enter("room", .rtc(17))
      for _ in 0..<50 { user.connection.publish(audio(1_000, rate: rate, channels: channels)) }
      await call.loop.wait(.seconds(1))
    }
    #expect(heard.audio.allSatisfy { $0.sampleRate == 16_000 && $0.channels == 1 })
    let samples = heard.samples.count / 2
    #expect((15_500...16_000).contains(samples))
    #expect(heard.audio.dropFirst(5).dropLast(5).flatMap { $0.payload.samples }.allSatisfy { abs($0 - 1_000) < 20 })
  }

  @Test func badAudioIsReportedOnceAndHarmsNobody() throws {
    let heard = Received()
    let record = try Call.run(Call.graph(heard)) { call in
      let user = try await call.hub.enter("room", .rtc(17))
      for bad in [(0, 1, 10), (16_000, 0, 10), (16_000, 1, 3), (-5, 1, 10), (1_000_000, 1, 10)] {
        user.connection.publish(ChannelAudio(sampleRate: bad.0, channels: bad.1, timestamp: 0, payload: Payload([UInt8](repeating: 1, count: bad.2))))
      }
      user.connection.publish(audio(1))
      await call.loop.wait(.seconds(1))
    }
    #expect(heard.audio.count == 1)
    #expect(record.nodes.first { $0.name == "rtc" }?.errors == 1)
  }

  @Test func rawPicturesComeAndGo() throws {
    let heard = Received()
    try Call.run(Call.graph(heard, ["subscribe_video": true, "publish_video": true])) { call in
      let user = try await call.hub.enter("room", .rtc(17))
      let bytes = Payload([UInt8](repeating: 5, count: 4 * 2 * 4))
      user.connection.publish(ChannelVideo(codec: .raw, isKeyframe: true, width: 4, height: 2, timestamp: 40, payload: bytes))
      user.connection.publish(ChannelVideo(codec: .h264, isKeyframe: true, width: 4, height: 2, timestamp: 80, payload: bytes))
      try call.session.send(VideoFrame("video_frame", width: 4, height: 2, payload: bytes), to: "rtc")
      try call.session.send(VideoFrame("video_frame", width: 4, height: 2, format: .nv12, payload: Payload([1])), to: "rtc")
      await call.loop.wait(.seconds(1))
      #expect(user.video.map(\.codec) == [.raw])
      #expect(user.video.first?.payload == bytes)
    }
    #expect(heard.video.count == 1)
    #expect(heard.video.first?.format == .rgba)
    #expect(heard.video.first?["stream_id"] == 17)
  }

  @Test func packetsGoToTheChannelOnlyWherePropertiesAllowIt() throws {
    for allowed in [true, false] {
      let heard = Received()
      try Call.run(Call.graph(heard, ["publish_data": .bool(allowed)])) { call in
        let user = try await call.hub.enter("room", .rtc(17))
        for _ in 0..<2 { try call.session.send(DataMessage("data", ["data": .bytes(Payload([1, 2, 3]))]), to: "rtc") }
        try user.connection.send(data: Payload([4]))
        await call.loop.wait(.seconds(1))
        #expect(user.data.count == (allowed ? 2 : 0))
      }
      #expect(heard.data.first?["data"]?.bytes == Payload([4]))
    }
  }
}
