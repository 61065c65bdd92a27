import AgoraRtc
import TenChannel
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct ComingAndGoingTests {
  @Test func theManifestIsRead() {
    #expect(AgoraRtc.manifest.name == "agora_rtc")
    #expect(AgoraRtc.manifest.start["stream_id"]?.from == "bot_uid")
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func mediaParticipantsAreToldWithTheirIDsAsText(seed: UInt64) throws {
    let heard = Received()
    let record = try Call.run(Call.graph(heard), seed: seed) { call in
      #expect(call.hub.participants(of: "room") == [.rtc(7)])
      let user = try await call.hub.enter("room", .rtc(17))
      _ = try await call.hub.enter("room", .rtm("17"))
      await call.loop.wait(.seconds(1))
      await user.connection.leave()
      await call.loop.wait(.seconds(1))
      #expect(heard.names == ["on_user_joined", "on_user_left"])
      #expect(heard.commands.first?.properties == ["channel": "room", "user_id": "7", "remote_user_id": "17"])
      #expect(heard.commands.last?.properties == ["channel": "room", "user_id": "7", "remote_user_id": "17", "reason": "left"])
    }
    #expect(record.audit == [])
  }

  @Test func whoWasThereBeforeIsToldToo() throws {
    let heard = Received()
    let graph = Call.graph(heard)
    try VirtualLoop.run { loop in
      let hub = ChannelHub()
      hub.attach(to: loop)
      _ = try await hub.enter("room", .rtc(17))
      let session = try TestHost(graph, loop: loop).host.start(graph.compiled, Call.start)
      try await session.ready()
      await heard.wait(for: 1)
      await session.stop()
      #expect(hub.participants(of: "room") == [.rtc(17)])
    }
    #expect(heard.commands.first?["remote_user_id"] == "17")
  }

  @Test func itLeavesWithTheSessionInTheMiddleOfSpeech() throws {
    let hub = ChannelHub()
    let record = try Call.run(Call.graph(Received()), hub: hub) { call in
      try await call.speak(milliseconds: 20_000)
      await call.loop.wait(.milliseconds(500))
    }
    #expect(hub.participants(of: "room") == [])
    #expect(record.reason.code == .stopped)
    #expect(record.audit == [])
  }

  @Test func aConnectionThatEndsIsToldAndFailsTheNode() throws {
    let heard = Received()
    let record = try Call.run(Call.graph(heard)) { call in
      call.hub.drop(.rtc(7), from: "room", code: .expiredToken)
      _ = await call.session.ended()
    }
    #expect(heard.names == ["on_connection_failure"])
    #expect(record.reason.code == .nodeFailed)
    #expect(record.reason.detail.contains("expired_token"))
  }

  @Test func aRefusedJoinRefusesTheSessionAndNamesTheReason() throws {
    let record = try VirtualLoop.run { loop in
      let hub = ChannelHub { _ throws(ChannelError) in throw ChannelError(.badToken, attempted: "joining 'room'", reason: "the signature is wrong") }
      hub.attach(to: loop)
      let graph = Call.graph(Received())
      var request = Call.start
      request.values["token"] = "007very-secret"
      let session = try TestHost(graph, loop: loop).host.start(graph.compiled, request)
      return await session.ended()
    }
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains("bad_token"))
    #expect(!"\(record)".contains("very-secret"))
    #expect(record.audit == [])
  }

  @Test(arguments: [
    ("transport", Value.string("agora")), ("subscribe_audio_sample_rate", 7), ("subscribe_audio_num_of_channels", 3), ("playout_ms", 0),
    ("app_certificate", "c"),
  ]) func aPropertyThatCannotBeRefusesTheSession(name: String, value: Value) throws {
    let record = try VirtualLoop.run { loop in
      ChannelHub().attach(to: loop)
      let graph = Call.graph(Received(), [name: value])
      let session = try TestHost(graph, loop: loop).host.start(graph.compiled, Call.start)
      return await session.ended()
    }
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains(name))
  }

  @Test func aUIDOfZeroIsChosenAndTheUsersOwnIsRefused() throws {
    let hub = ChannelHub()
    try Call.run(Call.graph(Received()), StartRequest(values: ["channel": "room", "bot_uid": 0]), hub: hub) { _ in }
    let chosen = try #require(hub.requests.first?.participant.uid)
    #expect(chosen != 0)
    let record = try VirtualLoop.run { loop in
      ChannelHub().attach(to: loop)
      let graph = Call.graph(Received())
      let session = try TestHost(graph, loop: loop).host.start(
        graph.compiled, StartRequest(values: ["channel": "room", "bot_uid": 5, "user_uid": 5]))
      return await session.ended()
    }
    #expect(record.reason.code == .startFailed)
    #expect(record.reason.detail.contains("bot_uid"))
  }

  @Test func aTokenOfTheCallersIsToldToBeRenewed() throws {
    let heard = Received()
    let hub = ChannelHub()
    try Call.run(Call.graph(heard), hub: hub) { call in
      call.hub.tellTokenWillExpire(.rtc(7), in: "room")
      await heard.wait(for: 1)
      let answer = try await call.session.send(Command("renew_token", ["token": "007new"]), to: "rtc")
      #expect(answer.isOK)
    }
    #expect(heard.names == ["on_token_will_expire"])
    #expect(hub.renewals.map(\.token) == ["007new"])
  }

  @Test func withACertificateItMakesAndRenewsItsOwnToken() throws {
    let (id, certificate) = (String(repeating: "a1", count: 16), String(repeating: "b2", count: 16))
    let app = try AgoraApp(id: id, certificate: Secret(certificate))
    let hub = ChannelHub { request throws(ChannelError) in
      guard let token = request.token else { throw ChannelError(.noToken, attempted: "joining", reason: "there is no token") }
      try AgoraToken(token).check(for: request, of: app, now: 1_700_000_010)
    }
    let record = try Call.run(Call.graph(Received(), ["app_id": .string(id), "app_certificate": .string(certificate)]), hub: hub) { call in
      call.hub.tellTokenWillExpire(.rtc(7), in: "room")
      await call.loop.wait(.seconds(1))
    }
    let renewed = try AgoraToken(Secret(#require(hub.renewals.first?.token)))
    #expect(renewed.services.count == 1)
    #expect(renewed.life == 86_400)
    #expect(!"\(record)".contains(certificate))
  }
}
