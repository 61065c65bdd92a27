import Testing

import TenCore

@Suite("A start plan")
struct StartPlannerTests {
  let call = StartFixtures.call

  @Test("gives each node the session's values under its own names and in its own types")
  func values() throws {
    let plan = try plan(call, StartRequest(values: ["channel": "c1", "user_uid": 17, "bot_uid": "18", "avatar_uid": 19, "token": "t"]))
    #expect(plan.nodes[0].values == ["channel": "c1", "stream_id": 18, "remote_stream_id": 17, "token": "t"])
    #expect(plan.nodes[1].values == ["channel": "c1", "uid": "19", "bot": 18])
    #expect(plan.warnings.isEmpty)
  }

  @Test("says where each value came from")
  func origins() throws {
    let plan = try plan(
      call, StartRequest(values: ["channel": "c1", "bot_uid": 18], nodes: ["avatar": ["channel": "c2", "quality": "high"]]))
    #expect(plan.nodes[0].origins == ["channel": "start.channel", "stream_id": "start.bot_uid"])
    #expect(plan.nodes[1].origins == ["channel": "nodes.avatar.channel", "uid": "made", "bot": "start.bot_uid", "quality": "nodes.avatar.quality"])
  }

  @Test("gives an override to its node alone")
  func override() throws {
    let plan = try plan(call, StartRequest(values: ["channel": "c1"], nodes: ["avatar": ["channel": "c2"]]))
    #expect(plan.nodes[0].values["channel"] == "c1")
    #expect(plan.nodes[1].values["channel"] == "c2")
  }

  @Test("leaves out what is optional and was not given")
  func optional() throws {
    let plan = try plan(call, StartRequest(values: ["channel": "c1"]))
    #expect(plan.nodes[0].values["token"] == nil)
    #expect(plan.nodes[0].values["remote_stream_id"] == nil)
  }

  @Test("takes a declared default for every node that takes the value, in each one's type")
  func defaults() throws {
    let graph = StartFixtures.graph(
      StartFixtures.node("a", start: [.init("port", PropertySchema(.uint16, default: 8080))]),
      StartFixtures.node("b", start: [.init("listen", PropertySchema(.string, from: "port"))], required: ["listen"]))
    let plan = try plan(graph, StartRequest())
    #expect(plan.nodes[0].values == ["port": 8080])
    #expect(plan.nodes[1].values == ["listen": "8080"])
    #expect(plan.nodes[1].origins == ["listen": "default"])
  }

  @Test("prefers the caller's value to the default")
  func defaultOverridden() throws {
    let graph = StartFixtures.graph(StartFixtures.node("a", start: [.init("port", PropertySchema(.uint16, default: 8080))]))
    #expect(try plan(graph, StartRequest(values: ["port": "80"])).nodes[0].values == ["port": 80])
  }

  @Test("takes null for not given")
  func null() throws {
    let graph = StartFixtures.graph(StartFixtures.node("a", start: [.init("port", PropertySchema(.uint16, default: 8080))]))
    #expect(try plan(graph, StartRequest(values: ["port": nil], nodes: ["a": ["port": nil]])).nodes[0].values == ["port": 8080])
  }

  @Test("never uses a session's value that stands in the graph file")
  func graphValue() throws {
    var rtc = StartFixtures.rtc
    rtc.properties = ["channel": "from_file", "app_id": "x"]
    let plan = try plan(StartFixtures.graph(rtc), StartRequest(values: ["channel": "c1"]))
    #expect(plan.nodes[0].values["channel"] == "c1")
    #expect(plan.nodes[0].properties == ["app_id": "x"])
    let refused = problems(StartFixtures.graph(rtc), StartRequest())
    #expect(refused.map(\.code) == ["S001"])
    #expect(refused.first?.message.contains("graph file is not used") == true)
  }

  @Test("is empty for a graph that takes nothing")
  func nothing() throws {
    let plan = try plan(StartFixtures.graph(StartFixtures.node("a", properties: ["x": 1])), StartRequest())
    #expect(plan.nodes.count == 1)
    #expect(plan.nodes[0].values.isEmpty)
    #expect(plan.nodes[0].properties == ["x": 1])
    #expect(plan.nodes[0].overridden.isEmpty)
  }

  @Test("is the same for the same request and random numbers")
  func pure() throws {
    let request = StartRequest(values: ["channel": "c1"])
    #expect(try plan(call, request, seed: 5).report(call) == plan(call, request, seed: 5).report(call))
    #expect(try plan(call, request, seed: 5).nodes[1].values != plan(call, request, seed: 6).nodes[1].values)
  }
}
