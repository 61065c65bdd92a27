import Testing

import TenCore

@Suite("The report of a start plan")
struct StartReportTests {
  let call = StartFixtures.call

  @Test("says who got what from where, with secrets masked")
  func report() throws {
    let request = StartRequest(
      values: ["channel": "c1", "bot_uid": 5, "token": "hunter2"],
      nodes: ["avatar": ["uid": "77", "api_key": "hunter3", "video": ["width": 800]]])
    let report = try plan(call, request).report(call)
    #expect(
      report == [
        "rtc": [
          "start": [
            "channel": ["value": "c1", "from": "start.channel"], "stream_id": ["value": 5, "from": "start.bot_uid"],
            "token": ["value": "***", "from": "start.token"],
          ]
        ],
        "avatar": [
          "start": [
            "channel": ["value": "c1", "from": "start.channel"], "uid": ["value": "77", "from": "nodes.avatar.uid"],
            "bot": ["value": 5, "from": "start.bot_uid"],
          ],
          "overridden": ["api_key": "***", "video.width": 800],
        ],
      ])
  }

  @Test("masks what the caller read from the environment")
  func environment() throws {
    let request = StartRequest(
      values: ["channel": "hunter2"], nodes: ["avatar": ["uid": "4242", "video": ["width": 4343]]],
      fromEnvironment: ["start.channel", "nodes.avatar.uid", "nodes.avatar.video.width"])
    let plan = try plan(call, request)
    #expect(plan.nodes[0].secrets == ["channel"])
    #expect(plan.nodes[1].secrets == ["channel", "uid"])
    #expect(plan.nodes[1].secretPaths == ["api_key", "video.width"])
    let text = "\(plan.report(call))"
    for secret in ["hunter2", "4242", "4343"] { #expect(!text.contains(secret)) }
  }

  @Test("shows what came from the environment when the manifest says that it is no secret")
  func shown() throws {
    let graph = StartFixtures.graph(
      StartFixtures.node(
        "a", start: [.init("room", PropertySchema(.string, secret: false))],
        schema: ObjectSchema([.init("model", PropertySchema(.string, secret: false))])))
    let request = StartRequest(values: ["room": "r"], nodes: ["a": ["model": "m"]], fromEnvironment: ["start.room", "nodes.a.model"])
    let plan = try plan(graph, request)
    #expect(plan.nodes[0].secrets.isEmpty)
    #expect(plan.nodes[0].secretPaths.isEmpty)
    #expect(plan.report(graph) == ["a": ["start": ["room": ["value": "r", "from": "start.room"]], "overridden": ["model": "m"]]])
  }

  @Test("masks a value at every node when one of them keeps it secret")
  func everywhere() throws {
    let graph = StartFixtures.graph(
      StartFixtures.node("a", start: [.init("token", PropertySchema(.string))]),
      StartFixtures.node("b", start: [.init("key", PropertySchema(.string, secret: true, from: "token"))]))
    let plan = try plan(graph, StartRequest(values: ["token": "hunter2"]))
    #expect(!"\(plan.report(graph))".contains("hunter2"))
  }

  @Test("keeps the masks of the graph, and finds declared secrets inside of arrays and objects")
  func nested() throws {
    let key = ObjectSchema([.init("key", PropertySchema(.string, secret: true))])
    var node = StartFixtures.node(
      "a", schema: ObjectSchema([.init("list", PropertySchema(.array, items: PropertySchema(.object, object: key)))]),
      properties: ["from_env": "hunter1"])
    node.secretPaths = ["from_env"]
    let graph = StartFixtures.graph(node)
    let plan = try plan(graph, StartRequest(nodes: ["a": ["list": [["key": "hunter2"], ["key": "hunter3"]], "from_env": "hunter4"]]))
    #expect(plan.nodes[0].secretPaths == ["from_env", "list[0].key", "list[1].key"])
    #expect(!"\(plan.report(graph))".contains("hunter"))
  }

  @Test("gives the arguments that would satisfy a start, secrets from the environment")
  func missingArguments() {
    let graph = StartFixtures.graph(
      StartFixtures.rtc, StartFixtures.avatar,
      StartFixtures.node(
        "cloud", start: [.init("key", PropertySchema(.string, secret: true, from: "cloud-key")), .init("bot_uid", PropertySchema(.uint32))],
        required: ["key", "bot_uid"]))
    #expect(StartPlanner.missingArguments(graph, StartRequest()) == ["--start channel=…", "--start cloud-key=@env:CLOUD_KEY"])
    #expect(StartPlanner.missingArguments(graph, StartRequest(values: ["channel": "c1"], nodes: ["cloud": ["key": "k"]])).isEmpty)
  }

  @Test("knows which values must not stand on the command line")
  func secretNames() {
    #expect(StartPlanner.isSecret("token", in: call))
    #expect(!StartPlanner.isSecret("channel", in: call))
    #expect(!StartPlanner.isSecret("unknown", in: call))
  }
}
