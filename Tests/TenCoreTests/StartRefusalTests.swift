import Testing

import TenCore

@Suite("A start is refused")
struct StartRefusalTests {
  let call = StartFixtures.call

  @Test("when a required value is missing, naming node, property and where it could have come from")
  func missing() {
    let list = problems(call, StartRequest(nodes: ["avatar": ["channel": "c2"]]))
    #expect(list.map(\.code) == ["S001"])
    #expect(list[0].message == "the node 'rtc' (rtc_extension) needs the start property 'channel', and nobody gave it")
    #expect(list[0].suggestion == "give start.channel for the session (--start channel=…) or nodes.rtc.channel for this node alone")
  }

  @Test("for every node that misses something, at once")
  func all() {
    let list = problems(call, StartRequest(values: ["chanel": "c1", "user_uid": "x"], nodes: ["avatr": [:]]))
    #expect(list.map(\.code) == ["S002", "S004", "S001", "S003", "S001"])
  }

  @Test("when no node takes a value that the caller gave, with the name it may have meant")
  func untaken() {
    let list = problems(call, StartRequest(values: ["channel": "c1", "chanel": "c2"]))
    #expect(list.map(\.code) == ["S002"])
    #expect(list[0].pointer == "/start/chanel")
    #expect(list[0].suggestion == "did you mean 'channel'?")
    #expect(list[0].message.contains("channel, bot_uid, user_uid, token, avatar_uid"))
  }

  @Test("when the caller uses a node's own name for a session's value")
  func ownName() {
    let list = problems(call, StartRequest(values: ["channel": "c1", "stream_id": 5]))
    #expect(list.map(\.code) == ["S002"])
    #expect(list[0].suggestion == "the session's name for it is 'bot_uid'")
  }

  @Test("but not for a value that a server only offers")
  func offered() throws {
    let telephone = StartFixtures.graph(StartFixtures.node("phone"))
    let values: Properties = ["channel": "c1", "user_uid": 1]
    _ = try plan(telephone, StartRequest(values: values, offered: ["channel", "user_uid", "session_id"]))
    #expect(problems(telephone, StartRequest(values: values, offered: ["channel"])).map(\.code) == ["S002"])
  }

  @Test("when a value does not fit the declared type", arguments: ["1.5", "-1", "4294967296", true, 1.5, " 7"] as [Value])
  func unfit(_ value: Value) {
    let list = problems(call, StartRequest(values: ["channel": "c1", "user_uid": value]))
    #expect(list.map(\.code) == ["S003"])
    #expect(list[0].pointer == "/start/user_uid")
    #expect(list[0].message.hasPrefix("the node 'rtc' cannot take the value of start.user_uid as its start property 'remote_stream_id': "))
  }

  @Test("without showing a secret that does not fit")
  func secret() {
    let declared = StartFixtures.graph(StartFixtures.node("a", start: [.init("pin", PropertySchema(.int32, secret: true))]))
    let plain = StartFixtures.graph(StartFixtures.node("a", start: [.init("pin", PropertySchema(.int32))]))
    let values: Properties = ["pin": "hunter2"]
    for list in [problems(declared, StartRequest(values: values)), problems(plain, StartRequest(values: values, fromEnvironment: ["start.pin"]))] {
      #expect(list.map(\.code) == ["S003"])
      #expect(!Diagnostics(list).description.contains("hunter2"))
    }
    #expect(Diagnostics(problems(plain, StartRequest(values: values))).description.contains("hunter2"))
  }

  @Test("when two nodes have different defaults for one start value")
  func defaults() {
    let graph = StartFixtures.graph(
      StartFixtures.node("a", start: [.init("port", PropertySchema(.uint16, default: 1))]),
      StartFixtures.node("b", start: [.init("port", PropertySchema(.uint16, default: 2))]))
    let list = problems(graph, StartRequest(values: ["port": 3]))
    #expect(list.map(\.code) == ["G049"])
    #expect(list[0].message == "the nodes 'a' and 'b' have different defaults for the start value 'port': 1 and 2")
  }

  @Test("but not when two defaults say the same in different types", arguments: ["1", 1, 1.0] as [Value])
  func sameDefaults(_ value: Value) throws {
    let graph = StartFixtures.graph(
      StartFixtures.node("a", start: [.init("port", PropertySchema(.uint16, default: 1))]),
      StartFixtures.node("b", start: [.init("port", PropertySchema(.string, default: value))]))
    #expect(try plan(graph, StartRequest()).nodes[0].values == ["port": 1])
  }

  @Test("when a default does not fit its own type")
  func badDefault() {
    let graph = StartFixtures.graph(StartFixtures.node("a", start: [.init("port", PropertySchema(.uint16, default: "any"))]))
    let list = problems(graph, StartRequest())
    #expect(list.map(\.code) == ["S003"])
    #expect(list[0].message.contains("cannot take its default value"))
  }

  @Test("when the request names a node that the graph does not have")
  func unknownNode() {
    let list = problems(call, StartRequest(values: ["channel": "c1"], nodes: ["avatr": ["quality": "x"], "zzz": [:]]))
    #expect(list.map(\.code) == ["S004", "S004"])
    #expect(list.map(\.suggestion) == ["did you mean 'avatar'?", "its nodes are rtc, avatar"])
    #expect(list.map(\.pointer) == ["/nodes/avatr", "/nodes/zzz"])
  }
}
