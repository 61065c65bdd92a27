import Avatar
import TenCore
import TenGraph
import TenRuntime
import TenTesting
import Testing

/// An avatar for a web page: no channel, texts by command.
@Suite struct ViewerTests {
  func graph(_ properties: Properties = Properties()) -> TestGraph {
    let own: Properties = ["mode": "viewer", "api_key": .string(FakeVendor.key), "agora_appid": "", "base_url": "http://fake:1"]
    return TestGraph().node("avatar", Avatar.self, own.merging(properties)) { $0.onFailure = .end }
  }

  func run(
    _ switches: FakeVendor.Switches = FakeVendor.Switches(), _ properties: Properties = Properties(),
    _ body: @escaping @Sendable (Session, FakeVendor) async throws -> Void
  ) throws -> (EndRecord, FakeVendor) {
    try Stage().run(switches, start: ["channel": "viewer"], graph: graph(properties), body)
  }

  /// A session whose start the vendor refuses.
  func refused(_ switches: FakeVendor.Switches) throws -> (EndRecord, FakeVendor) {
    let graph = graph()
    return try VirtualLoop.run { loop in
      let vendor = FakeVendor(loop, switches)
      let session = try TestHost(graph, loop: loop).host.start(graph.compiled, StartRequest(values: ["channel": "viewer"]))
      return (await session.ended(), vendor)
    }
  }

  @Test func aPageGetsARoomAndTheAvatarSpeaksWhatItIsTold() throws {
    let voice: Properties = ["voice_id": "v7", "rate": 1.25]
    let wish: Properties = ["avatar_name": "Ann", "quality": "low", "voice": .object(voice), "language": "de", "activity_idle_timeout": 90]
    var switches = FakeVendor.Switches()
    switches.limit = 600
    let (record, vendor) = try run(switches, wish) { session, vendor in
      #expect(vendor.calls == ["create_token", "new"])
      let room = try await session.ask("describe")
      #expect(room.properties["url"] == "wss://room.fake")
      #expect(room.properties["access_token"] == "viewer-token")
      #expect(room.properties["session_duration_limit"] == 600)
      #expect(room.properties["state"] == "created")
      #expect(try await session.ask("begin").isOK)
      let task = try await session.ask("task", ["text": "Hello.", "task_type": "talk"])
      #expect(task.properties == ["task_id": "t1", "duration_ms": 1234.5])
      #expect(try await session.ask("interrupt").isOK)
      #expect(try await session.ask("keep_alive").isOK)
      let status = try await session.ask("status")
      #expect(status.properties["state"] == "started" && status.properties["tasks"] == 1)
    }
    #expect(vendor.calls == ["create_token", "new", "start", "task", "interrupt", "keep_alive", "stop"])
    let made = try #require(vendor.bodies.first)
    #expect(made["version"] == "v2" && made["avatar_name"] == "Ann" && made["quality"] == "low" && made["language"] == "de")
    #expect(made["voice"] == .object(voice) && made["activity_idle_timeout"] == 90 && made["agora_settings"] == nil)
    #expect(vendor.bodies[1] == ["session_id": "s1", "text": "Hello.", "task_type": "talk", "task_mode": "sync"])
    #expect(vendor.bodies.last?["session_id"] == "s1")
    #expect(record.audit == [])
  }

  @Test func theRoomsTokenIsGivenOnceAndStandsInNoRecord() throws {
    let (record, _) = try run { session, _ in
      let (first, second) = (try await session.ask("describe"), try await session.ask("describe"))
      #expect(first.properties["access_token"] == "viewer-token")
      #expect(second.properties["access_token"] == "***")
    }
    let text = JSON.text(of: record.value)
    #expect(!text.contains("viewer-token") && !text.contains("bearer-x") && !text.contains(FakeVendor.key))
  }

  @Test func beforeItsStartTheAvatarDoesNotSpeakAndASecondStartChangesNothing() throws {
    let (_, vendor) = try run { session, _ in
      let early = try await session.ask("task", ["text": "Hello."])
      #expect(early.status == .error && early.properties["code"] == "not_started")
      #expect(try await session.ask("begin").isOK)
      #expect(try await session.ask("begin").isOK)
    }
    #expect(vendor.calls == ["create_token", "new", "start", "stop"])
  }

  @Test func theSessionEndsAtItsLimitAndIsStoppedWithTheVendor() throws {
    var switches = FakeVendor.Switches()
    switches.limit = 600
    let (record, vendor) = try run(switches, ["max_session_seconds": 45]) { session, vendor in
      await vendor.loop.wait(.seconds(100))
      let begun = try await session.ask("begin")
      #expect(begun.properties["session_duration_limit"] == 45)
      await vendor.loop.wait(.seconds(20))
      #expect(try await session.ask("status").properties["seconds_left"] == 25)
      await vendor.loop.wait(.seconds(26))
    }
    #expect(record.reason.code == .finished)
    #expect(record.reason.detail.contains("limit of 45 s"))
    #expect(vendor.calls == ["create_token", "new", "start", "stop"])
  }

  @Test(
    arguments: [
      (200, 400, "Concurrent limit reached, close other sessions", "vendor_limit"), (401, 200, "no", "vendor_key"),
      (200, 400, "no such avatar", "vendor_refused"), (200, 503, "down", "vendor_failed"),
    ] as [(Int, Int, String, String)])
  func aSessionThatTheVendorRefusesEndsWithAWordForIt(token: Int, new: Int, message: String, word: String) throws {
    var switches = FakeVendor.Switches()
    (switches.tokenStatus, switches.newStatus, switches.message) = (token, new, message + " " + FakeVendor.key)
    let (record, vendor) = try refused(switches)
    #expect(record.reason.code == .startFailed)
    let text = JSON.text(of: record.value)
    #expect(text.contains("\(word): cannot create a HeyGen"))
    #expect(!text.contains(FakeVendor.key))
    #expect(!vendor.calls.contains("stop"))
    #expect(record.audit == [])
  }

  @Test func aSessionWithoutARoomIsStoppedWithTheVendor() throws {
    var switches = FakeVendor.Switches()
    switches.hasRoom = false
    let (record, vendor) = try refused(switches)
    #expect(record.reason.code == .startFailed)
    #expect(vendor.calls == ["create_token", "new", "stop"])
  }

  @Test func aVendorThatHasEndedTheSessionEndsItHere() throws {
    let (record, vendor) = try run { session, vendor in
      _ = try await session.ask("begin")
      vendor.change { $0.taskStatus = 401 }
      let late = try await session.ask("task", ["text": "Hello."])
      #expect(late.properties["code"] == "vendor_ended")
      await vendor.loop.wait(.seconds(1))
    }
    #expect(record.reason.code == .nodeFailed)
    #expect(vendor.calls.last == "stop")
    #expect(record.audit == [])
  }

  @Test func aTaskThatTheVendorRefusesIsAnsweredAndTheSessionGoesOn() throws {
    let (record, _) = try run { session, vendor in
      _ = try await session.ask("begin")
      vendor.change { $0.taskStatus = 500 }
      #expect(try await session.ask("task", ["text": "a"]).properties["code"] == "vendor_failed")
      vendor.change { $0.taskStatus = 200 }
      #expect(try await session.ask("task", ["text": "b"]).isOK)
    }
    #expect(record.reason.code == .stopped)
  }

  @Test func liveAvatarGivesItsRoomAndTakesTextsThereAlone() throws {
    let (record, vendor) = try run(FakeVendor.Switches(), ["provider": "liveavatar", "voice": ["voice_id": "v7"]]) { session, _ in
      let room = try await session.ask("describe")
      #expect(room.properties["url"] == "wss://room.fake" && room.properties["access_token"] == "viewer-token")
      #expect(try await session.ask("begin").isOK)
      let task = try await session.ask("task", ["text": "Hello."])
      #expect(task.properties["code"] == "unsupported")
      #expect(task.detail.contains("avatar.speak_text"))
      #expect(try await session.ask("keep_alive").isOK)
    }
    #expect(vendor.calls == ["/v1/sessions/token", "/v1/sessions/start", "/v1/sessions/keep-alive", "/v1/sessions/stop"])
    #expect(vendor.bodies.first?["mode"] == "FULL" && vendor.bodies.first?["agora_config"] == nil)
    #expect(vendor.bodies.first?["avatar_persona"] == ["voice_id": "v7"])
    #expect(record.audit == [])
  }

  @Test func anotherModeIsRefusedByName() throws {
    let stage = Stage()
    _ = try stage.run(FakeVendor.Switches(), ["mode": "spectator"]) { _, _ in }
    #expect(stage.told.data.first?["message"]?.string?.contains("'mode'") == true)
  }
}

extension Session {
  fileprivate func ask(_ command: String, _ properties: Properties = Properties()) async throws -> CommandResult {
    try await send(Command(MessageName(command), properties), to: "avatar")
  }
}
