import Avatar
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct SessionTests {
  @Test func aSessionIsMadeForTheChannelAndStopped() throws {
    let (record, vendor) = try Stage().run(start: ["channel": "room-7", "avatar_uid": 77]) { _, _ in }
    #expect(vendor.calls == ["create_token", "new", "start", "stop"])
    let agora = vendor.bodies.first?["agora_settings"]?.object
    #expect(agora?["channel"] == "room-7")
    #expect(agora?["uid"] == "77")
    #expect(vendor.bodies.last?["session_id"] == "s1")
    #expect(record.audit == [])
  }

  @Test func withACertificateATokenIsMade() throws {
    let (_, vendor) = try Stage().run(FakeVendor.Switches(), ["agora_appcert": "fedcba9876543210fedcba9876543210"]) { _, _ in }
    #expect(vendor.bodies.first?["agora_settings"]?.object?["token"]?.string?.hasPrefix("007") == true)
  }

  @Test func twoSessionsSeeTheirOwnChannels() throws {
    let graph = Stage().graph()
    try VirtualLoop.run { loop in
      let vendor = FakeVendor(loop)
      let test = TestHost(graph, loop: loop)
      let a = try test.host.start(graph.compiled, StartRequest(values: ["channel": "a"]))
      let b = try test.host.start(graph.compiled, StartRequest(values: ["channel": "b"]))
      try await a.ready()
      try await b.ready()
      let channels = vendor.bodies.compactMap { $0["agora_settings"]?.object?["channel"]?.string }
      #expect(channels.sorted() == ["a", "b"])
      #expect(!vendor.calls.contains("stop"))
      _ = await a.stop()
      #expect(vendor.calls.count { $0 == "stop" } == 1)
      _ = await b.stop()
      #expect(Set(vendor.bodies.suffix(2).compactMap { $0["session_id"]?.string }) == ["s1", "s2"])
    }
  }

  @Test(arguments: [400, 401, 403]) func aRefusalAtTheStartLeavesTheSessionWithoutAnAvatar(status: Int) throws {
    let stage = Stage()
    var switches = FakeVendor.Switches()
    switches.newStatus = status
    switches.message = "Concurrent limit reached for \(FakeVendor.key)"
    let (record, vendor) = try stage.run(switches) { _, _ in }
    #expect(stage.codes == [-1_000])
    #expect(vendor.calls == ["create_token", "new"])
    #expect(record.nodes.first?.lastError?.contains(FakeVendor.key) != true)
    #expect(record.reason.code == .stopped)
    #expect(record.audit == [])
  }

  @Test func withoutConnectedTheStartFailsAndTheSessionIsStopped() throws {
    let stage = Stage()
    var switches = FakeVendor.Switches()
    switches.connects = false
    let (record, vendor) = try stage.run(switches) { _, _ in }
    #expect(stage.codes == [-1_000])
    #expect(vendor.calls == ["create_token", "new", "start", "stop"])
    #expect(record.audit == [])
  }

  @Test func aCloseInMidUtteranceMakesANewSessionThatSaysTheRest() throws {
    let stage = Stage()
    var switches = FakeVendor.Switches()
    switches.closesAfter = 2
    let (record, vendor) = try stage.run(switches) { session, vendor in
      try session.say(4)
      try session.endRequest()
      await vendor.loop.wait(.seconds(10))
    }
    #expect(vendor.calls.count { $0 == "new" } == 2)
    #expect(vendor.bodies.filter { $0["session_id"] != nil }.compactMap { $0["session_id"]?.string } == ["s1", "s2"])
    #expect(vendor.of("agent.speak_end").map(\.socket) == [2])
    #expect(vendor.spoken >= 192_000)
    #expect(stage.events.contains("reconnecting"))
    #expect(record.audit == [])
  }

  @Test func aKeyRefusedLaterFailsTheNode() throws {
    let stage = Stage()
    let (record, vendor) = try stage.run { session, vendor in
      vendor.change { $0.tokenStatus = 401 }
      vendor.sockets.last?.breakOff()
      await vendor.loop.wait(.seconds(5))
    }
    #expect(stage.codes == [1_000, -1_000])
    #expect(vendor.calls.count { $0 == "create_token" } == 2)
    #expect(record.audit == [])
  }

  @Test func fiveTriesAreMade() throws {
    let stage = Stage()
    let (_, vendor) = try stage.run { session, vendor in
      vendor.change { $0.newStatus = 500 }
      vendor.sockets.last?.breakOff()
      await vendor.loop.wait(.seconds(60))
    }
    #expect(vendor.calls.count { $0 == "new" } == 6)
    #expect(stage.codes.last == -1_000)
  }

  @Test func aSessionIsRenewedBeforeItsLimit() throws {
    var switches = FakeVendor.Switches()
    switches.limit = 100
    let (_, vendor) = try Stage().run(switches) { _, vendor in await vendor.loop.wait(.seconds(80)) }
    #expect(vendor.calls == ["create_token", "new", "start", "stop", "create_token", "new", "start", "stop"])
  }

  @Test func liveAvatarHasItsOwnCalls() throws {
    let (record, vendor) = try Stage().run(FakeVendor.Switches(), ["provider": "liveavatar"]) { session, vendor in
      try session.say(1)
      try session.endRequest()
      await vendor.loop.wait(.seconds(3))
    }
    #expect(vendor.calls == ["/v1/sessions/token", "/v1/sessions/start", "/v1/sessions/stop"])
    #expect(vendor.spoken == 48_000)
    #expect(record.audit == [])
  }

  @Test(arguments: [["provider": "other"], ["api_key": ""], ["agora_appid": ""], ["keep_alive_seconds": 0]] as [Properties])
  func aWrongPropertyIsNamedAndNothingIsCalled(properties: Properties) throws {
    let stage = Stage()
    let (_, vendor) = try stage.run(FakeVendor.Switches(), properties) { _, _ in }
    #expect(stage.codes == [-1_000])
    #expect(stage.told.data.first?["message"]?.string?.contains(properties.keys[0]) == true)
    #expect(vendor.calls == [])
  }
}
