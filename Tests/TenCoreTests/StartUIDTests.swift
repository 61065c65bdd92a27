import Testing

import TenCore

@Suite("A uid that nobody gave")
struct StartUIDTests {
  let call = StartFixtures.call

  @Test("is made once, so that all nodes agree, and differs from the others", arguments: 0..<50 as Range<UInt64>)
  func agreed(_ seed: UInt64) throws {
    let plan = try plan(call, StartRequest(values: ["channel": "c1", "user_uid": 17]), seed: seed)
    let bot = try #require(plan.nodes[0].values["stream_id"]?.int)
    #expect(plan.nodes[1].values["bot"]?.int == bot)
    let avatar = try #require(plan.nodes[1].values["uid"]?.string.flatMap(Int.init))
    #expect(Set([bot, avatar, 17]).count == 3)
    #expect((1...Int(UInt32.max)).contains(bot))
    #expect((1...Int(UInt32.max)).contains(avatar))
  }

  @Test("avoids every given uid, also one given as text or for one node alone, when the random numbers offer nothing else")
  func avoidsGiven() throws {
    // The stuck generator offers 1 each time.
    var random = StuckGenerator()
    let request = StartRequest(values: ["channel": "c1", "user_uid": "1"], nodes: ["avatar": ["uid": 2]])
    let plan = try StartPlanner.plan(call, request, random: &random)
    #expect(plan.nodes[1].values["uid"] == "2")
    #expect(plan.nodes[0].values["stream_id"] == 3)
    #expect(plan.nodes[1].values["bot"] == 3)
  }

  @Test("is not made when a caller or a default gives it")
  func given() throws {
    let graph = StartFixtures.graph(StartFixtures.node("a", start: [.init("bot_uid", PropertySchema(.uint32, default: 9))]))
    #expect(try plan(graph, StartRequest()).nodes[0].origins == ["bot_uid": "default"])
    #expect(try plan(graph, StartRequest(values: ["bot_uid": 5])).nodes[0].values == ["bot_uid": 5])
  }

  @Test("is made for the nodes that have no override of their own")
  func overridden() throws {
    let plan = try plan(call, StartRequest(values: ["channel": "c1"], nodes: ["avatar": ["bot": 5]]))
    #expect(plan.nodes[1].values["bot"] == 5)
    #expect(plan.nodes[0].origins["stream_id"] == "made")
    #expect(plan.nodes[0].values["stream_id"] != 5)
  }

  @Test("fits the narrowest type that takes it", arguments: 0..<20 as Range<UInt64>)
  func narrow(_ seed: UInt64) throws {
    let graph = StartFixtures.graph(
      StartFixtures.node("a", start: [.init("bot_uid", PropertySchema(.uint32))]),
      StartFixtures.node("b", start: [.init("bot_uid", PropertySchema(.int8))]))
    let plan = try plan(graph, StartRequest(), seed: seed)
    #expect((1...127).contains(try #require(plan.nodes[0].values["bot_uid"]?.int)))
    #expect(plan.nodes[0].values == plan.nodes[1].values)
  }

  @Test("goes round at the end of a narrow range")
  func wraps() throws {
    let graph = StartFixtures.graph(
      StartFixtures.node(
        "a", start: [.init("bot_uid", PropertySchema(.int8)), .init("user_uid", PropertySchema(.int8))]))
    for user in 1...127 {
      let plan = try plan(graph, StartRequest(values: ["user_uid": Value(user)]), seed: UInt64(user))
      #expect(plan.nodes[0].values["bot_uid"]?.int != user)
    }
  }

  @Test("is never made for user_uid, which is the caller's")
  func user() {
    let graph = StartFixtures.graph(StartFixtures.node("a", start: [.init("user_uid", PropertySchema(.uint32))], required: ["user_uid"]))
    #expect(problems(graph, StartRequest()).map(\.code) == ["S001"])
  }

  @Test("stays a warning when two given ones are the same, except for 0")
  func shared() throws {
    let plan = try plan(call, StartRequest(values: ["channel": "c1", "user_uid": 7, "bot_uid": "7"]))
    #expect(plan.warnings.map(\.code) == ["S009"])
    #expect(plan.warnings[0].pointer == "/start/bot_uid")
    let zeros = StartRequest(values: ["channel": "c1", "user_uid": 0, "bot_uid": 0])
    #expect(try TenCoreTests.plan(call, zeros).warnings.isEmpty)
  }
}
