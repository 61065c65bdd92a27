import Avatar
import TenCore
import TenRuntime
import TenTesting
import Testing

/// A vendor that takes audio and plays none: the user must not be left in silence.
@Suite struct NobodyIsHeardTests {
  @Test(arguments: 0..<10 as Range<UInt64>) func aSilentVendorIsLeftAndAllIsHeardElsewhere(seed: UInt64) throws {
    let stage = Stage()
    var switches = FakeVendor.Switches()
    switches.isSilent = true
    let (record, vendor) = try stage.run(switches, graph: stage.fallbackGraph(), seed: seed) { session, vendor in
      async let speaking = session.send(Command("speak", ["seconds": 12, "in_turn": true]), to: "mouth")
      await vendor.loop.wait(.seconds(20))
      _ = try await speaking
    }
    #expect(vendor.calls.count { $0 == "new" } == 2)
    #expect(vendor.calls.count { $0 == "stop" } == 2)
    #expect(stage.codes == [1_000, -1_000])
    #expect(stage.frames == Array(1...120), "every piece once and in order, from the first that the vendor had")
    #expect(stage.told.audio.allSatisfy { $0.turn.number == 1 })
    #expect(record.audit == [])
  }

  @Test func audioAnsweredWithAnErrorIsNotTakenForHeard() throws {
    let stage = Stage()
    var switches = FakeVendor.Switches()
    switches.refusesAudio = true
    let (record, vendor) = try stage.run(switches, graph: stage.fallbackGraph()) { session, vendor in
      async let speaking = session.send(Command("speak", ["seconds": 4]), to: "mouth")
      await vendor.loop.wait(.seconds(10))
      _ = try await speaking
    }
    #expect(vendor.calls.count { $0 == "new" } == 2)
    #expect(stage.codes.last == -1_000)
    #expect(stage.frames == Array(1...40))
    #expect(record.audit == [])
  }

  @Test func oneSilentSessionIsReplacedAndTheUtteranceSaidAgain() throws {
    let stage = Stage()
    var switches = FakeVendor.Switches()
    switches.isSilent = true
    let (record, vendor) = try stage.run(switches) { session, vendor in
      try session.say(2)
      try session.endRequest()
      await vendor.loop.wait(.seconds(2))
      vendor.change { $0.isSilent = false }
      await vendor.loop.wait(.seconds(10))
    }
    #expect(vendor.of("agent.speak").filter { $0.socket == 2 }.reduce(0) { $0 + $1.bytes } == 96_000)
    #expect(vendor.calls.count { $0 == "new" } == 2)
    #expect(stage.codes == [1_000])
    #expect(record.audit == [])
  }

  @Test func aLostSessionIsStoppedBeforeItIsReplaced() throws {
    let (_, vendor) = try Stage().run { session, vendor in
      try session.say(2)
      await vendor.loop.wait(.seconds(1))
      vendor.sockets.last?.breakOff()
      await vendor.loop.wait(.milliseconds(100))
      #expect(vendor.calls.last == "stop")
      await vendor.loop.wait(.seconds(3))
    }
    #expect(vendor.calls == ["create_token", "new", "start", "stop", "create_token", "new", "start", "stop"])
  }

  @Test func anEndedTurnFallsSilentAndTheNextOneIsSpoken() throws {
    let stage = Stage()
    let (record, vendor) = try stage.run(graph: stage.fallbackGraph()) { session, vendor in
      _ = try await session.send(Command("speak", ["seconds": 2, "in_turn": true]), to: "mouth")
      await vendor.loop.wait(.milliseconds(700))
      _ = try await session.send(Command("interrupt"), to: "mouth")
      await vendor.loop.wait(.milliseconds(50))
      #expect(vendor.heard.last?.type == "agent.interrupt")
      let before = vendor.spoken
      await vendor.loop.wait(.seconds(3))
      #expect(vendor.spoken == before)
      _ = try await session.send(Command("speak", ["seconds": 1, "in_turn": true]), to: "mouth")
      await vendor.loop.wait(.seconds(3))
      #expect(vendor.spoken == before + 48_000)
    }
    #expect(vendor.of("agent.interrupt").count == 1)
    #expect(Set(vendor.of("agent.speak").map(\.eventID)).count == 2)
    #expect(record.audit == [])
  }
}
