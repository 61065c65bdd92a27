import Testing

import TenCore

@Suite("A caller's override of a node's properties")
struct StartOverrideTests {
  let call = StartFixtures.call

  func request(_ avatar: Properties) -> StartRequest { StartRequest(values: ["channel": "c1"], nodes: ["avatar": avatar]) }

  @Test("is merged deeply, and lists exactly what changed")
  func merged() throws {
    let plan = try plan(call, request(["video": ["width": 1280], "quality": "low"]))
    #expect(plan.nodes[1].properties == ["quality": "low", "video": ["width": 1280, "height": 360], "api_key": "k-123"])
    #expect(plan.nodes[1].overridden == ["video.width"])
    #expect(plan.nodes[0].overridden.isEmpty)
  }

  @Test("is no change when it says the same in another type")
  func same() throws {
    let plan = try plan(call, request(["video": ["width": "640"]]))
    #expect(plan.nodes[1].overridden.isEmpty)
    #expect(plan.nodes[1].properties.value(at: "video.width") == 640)
  }

  @Test("of a start property is no change of the properties")
  func startProperty() throws {
    let plan = try plan(call, request(["channel": "c2"]))
    #expect(plan.nodes[1].overridden.isEmpty)
    #expect(plan.nodes[1].properties["channel"] == nil)
  }

  @Test("lists a new object as one path")
  func newObject() throws {
    var avatar = StartFixtures.avatar
    avatar.properties["video"] = nil
    let plan = try plan(StartFixtures.graph(StartFixtures.rtc, avatar), request(["video": ["width": 5]]))
    #expect(plan.nodes[1].overridden == ["video"])
  }

  @Test("is refused when it does not fit the manifest, with its path")
  func unfit() {
    let list = problems(call, request(["video": ["width": "wide"]]))
    #expect(list.map(\.code) == ["S007"])
    #expect(list[0].message.contains("'video.width' of the node 'avatar'"))
    #expect(list[0].message.contains("'wide'"))
    #expect(list[0].pointer == "/nodes/avatar/video")
  }

  @Test("that does not fit is not shown when it is secret")
  func unfitSecret() {
    let declared = problems(call, request(["api_key": ["hunter2"]]))
    #expect(declared.map(\.code) == ["S007"])
    var fromEnvironment = request(["video": ["width": "hunter2"]])
    fromEnvironment.fromEnvironment = ["nodes.avatar.video.width"]
    let environment = problems(call, fromEnvironment)
    #expect(environment.map(\.code) == ["S007"])
    #expect(!Diagnostics(declared + environment).description.contains("hunter2"))
  }

  @Test(
    "with a name near a declared one is refused with a suggestion", arguments: [("qualty", "quality"), ("chanel", "channel"), ("apiKey", "api_key")])
  func near(_ name: String, _ meant: String) {
    let list = problems(call, request([name: "x"] as Properties))
    #expect(list.map(\.code) == ["S005"])
    #expect(list[0].suggestion == "did you mean '\(meant)'?")
    #expect(list[0].pointer == "/nodes/avatar/\(name)")
  }

  @Test("with any other undeclared name is passed on with a warning")
  func undeclared() throws {
    let plan = try plan(call, request(["temperature": 0.5]))
    #expect(plan.warnings.map(\.code) == ["S006"])
    #expect(plan.nodes[1].properties["temperature"] == 0.5)
    #expect(plan.nodes[1].overridden == ["temperature"])
  }

  @Test("of an undeclared property that the graph file has is passed on without one")
  func undeclaredInFile() throws {
    var avatar = StartFixtures.avatar
    avatar.properties["qualities"] = 1
    let plan = try plan(StartFixtures.graph(StartFixtures.rtc, avatar), request(["qualities": 2]))
    #expect(plan.warnings.isEmpty)
    #expect(plan.nodes[1].overridden == ["qualities"])
  }

  @Test("under the session's name is refused with the node's own name")
  func sessionName() {
    let list = problems(call, request(["avatar_uid": 5]))
    #expect(list.map(\.code) == ["S011"])
    #expect(list[0].suggestion == "write nodes.avatar.uid")
  }

  @Test("of what is read when the graph is loaded is refused", arguments: ["ten", "peers"])
  func fixed(_ name: String) {
    #expect(problems(call, request([name: ["llm": "x"]] as Properties)).map(\.code) == ["S010"])
  }

  @Test("has its pointer escaped")
  func pointer() throws {
    #expect(try plan(call, request(["a/b~c__________": 1])).warnings[0].pointer == "/nodes/avatar/a~1b~0c__________")
  }
}
