import AgoraRtm
import TenChannel
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct MessagesTests {
  private struct Place: Sendable {
    let session: Session
    let loop: VirtualLoop
    let hub: ChannelHub
  }

  private func run(
    _ heard: Received, _ properties: Properties = Properties(), seed: UInt64 = 0, _ body: @escaping @Sendable (Place) async throws -> Void
  ) throws -> EndRecord {
    let graph = TestGraph().node("rtm", AgoraRtm.self, properties).probe("main", heard)
      .connect("rtm", .data, "rtm_message_event", "main").connect("rtm", .data, "rtm_presence_event", "main")
      .connect("rtm", .command, "on_token_will_expire", "main")
    return try VirtualLoop.run(seed: seed) { loop in
      let hub = ChannelHub()
      hub.attach(to: loop)
      let session = try TestHost(graph, loop: loop).host.start(graph.compiled, StartRequest(values: ["channel": "room", "bot_uid": 7]))
      try await session.ready()
      try await body(Place(session: session, loop: loop, hub: hub))
      let record = await session.stop()
      #expect(hub.participants(of: "room").allSatisfy { $0.id != "7" })
      return record
    }
  }

  private func bytes(_ text: String) -> Payload { Payload(Array(text.utf8)) }

  @Test(arguments: 0..<20 as Range<UInt64>) func whatOthersWriteComesAsText(seed: UInt64) throws {
    let heard = Received()
    let record = try run(heard, seed: seed) { place in
      let user = try await place.hub.enter("room", .rtm("ola"))
      try user.connection.send(message: bytes(#"{"data_type":"input_text","text":"på"}"#), customType: "text")
      await place.loop.wait(.seconds(1))
    }
    let event = try #require(heard.data.first { $0.name == "rtm_message_event" })
    #expect(event["message"] == .string(#"{"data_type":"input_text","text":"på"}"#))
    #expect(event["channelName"] == "room")
    #expect(event["publisher"] == "ola")
    #expect(event["customType"] == "text")
    #expect((event["timestamp"]?.int ?? 0) >= 1_700_000_000_000)
    #expect(event.turn.isNone)
    #expect(record.audit == [])
  }

  @Test func bytesAndTextArePublishedAndDoNotComeBack() throws {
    let heard = Received()
    _ = try run(heard) { place in
      let user = try await place.hub.enter("room", .rtm("ola"))
      for message in [Value.bytes(bytes("one")), "two"] {
        #expect(try await place.session.send(Command("publish", ["message": message]), to: "rtm").isOK)
      }
      await place.loop.wait(.seconds(1))
      #expect(user.messages == ["one", "two"])
    }
    #expect(!heard.names.contains("rtm_message_event"))
  }

  @Test func brokenTextIsReportedOnceAndNotPassedOn() throws {
    let heard = Received()
    let record = try run(heard) { place in
      let user = try await place.hub.enter("room", .rtm("ola"))
      for bad in [[0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80]] as [[UInt8]] { try user.connection.send(message: Payload(bad), customType: "") }
      try user.connection.send(message: Payload(), customType: "")
      await place.loop.wait(.seconds(1))
    }
    #expect(heard.data.filter { $0.name == "rtm_message_event" }.map { $0["message"] } == [""])
    #expect(record.nodes.first?.errors == 1)
    #expect(record.nodes.first?.lastError?.contains("'ola'") == true)
  }

  @Test func presenceTellsWhoCameChangedAndWent() throws {
    let heard = Received()
    _ = try run(heard) { place in
      let user = try await place.hub.enter("room", .rtm("ola"))
      _ = try await place.hub.enter("room", .rtc(17))
      try user.connection.setPresence(["mood": "calm"])
      await place.loop.wait(.seconds(1))
      await user.connection.leave()
      await place.loop.wait(.seconds(1))
    }
    let events = heard.data.filter { $0.name == "rtm_presence_event" }
    #expect(events.map { $0["type"]?.string } == ["REMOTE_JOIN", "REMOTE_STATE_CHANGED", "REMOTE_LEAVE"])
    #expect(events.map { $0["publisher"]?.string } == ["ola", "ola", "ola"])
    #expect(events.count == 3 && events[1]["states"] == ["mood": "calm"])
    #expect(events.count == 3 && events[1]["snapshot"] == [["userId": "ola", "states": ["mood": "calm"]]])
    #expect(events.last?["snapshot"] == [])
  }

  @Test(arguments: [Value.string(#"{"mood":"calm","level":3,"ready":true}"#), ["mood": "calm", "level": 3, "ready": true]])
  func presenceStatesAreSetFromJSON(states: Value) throws {
    _ = try run(Received()) { place in
      let user = try await place.hub.enter("room", .rtm("ola"))
      #expect(try await place.session.send(Command("set_presence_state", ["states": states]), to: "rtm").isOK)
      await place.loop.wait(.seconds(1))
      let told = user.events.compactMap { if case .presence("7", let states) = $0 { states } else { nil } }
      #expect(told == [["mood": "calm", "level": "3", "ready": "true"]])
    }
  }

  @Test(arguments: ["{", "[1]", "7", #"{"a":[1]}"#, #"{"a":null}"#, ""]) func statesThatAreNoneAreRefused(text: String) throws {
    let record = try run(Received()) { place in
      let answer = try await place.session.send(Command("set_presence_state", ["states": .string(text)]), to: "rtm")
      #expect(answer.status == .error)
      #expect(answer.detail.contains("'states'"))
    }
    #expect(record.audit == [])
  }

  @Test func whatCannotBePublishedIsRefusedWithItsReason() throws {
    _ = try run(Received()) { place in
      let number = try await place.session.send(Command("publish", ["message": 5]), to: "rtm")
      #expect(number.detail.contains("integer"))
      let large = try await place.session.send(Command("publish", ["message": .bytes(Payload([UInt8](repeating: 32, count: 40_000)))]), to: "rtm")
      #expect(large.detail.contains("too_large"))
      #expect(try await place.session.send(Command("publish"), to: "rtm").isOK == false)
    }
  }

  @Test func disabledItJoinsNothingAndSaysSo() throws {
    _ = try run(Received(), ["rtm_enabled": false]) { place in
      #expect(place.hub.requests.isEmpty)
      let answer = try await place.session.send(Command("publish", ["message": "x"]), to: "rtm")
      #expect(answer.detail.contains("rtm_enabled"))
    }
  }

  @Test func aConnectionThatEndsFailsTheNode() throws {
    let record = try run(Received()) { place in
      place.hub.drop(.rtm("7"), from: "room", code: .full)
      _ = await place.session.ended()
    }
    #expect(record.reason.code == .nodeFailed)
    #expect(record.reason.detail.contains("full"))
  }

  @Test func theManifestIsRead() { #expect(AgoraRtm.manifest.start["user_id"]?.from == "bot_uid") }
}
