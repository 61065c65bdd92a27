import Testing

import TenCore

@Suite("An ordinary property with the name of a session's value")
struct StartChannelNameTests {
  static func other(_ name: String, isStatic: Bool = false, declared: Bool = true, properties: Properties = [:]) -> CompiledGraph {
    var schema = PropertySchema(.string)
    schema.isStatic = isStatic
    return StartFixtures.graph(
      StartFixtures.rtc, StartFixtures.node("other", schema: declared ? ObjectSchema([.init(name, schema)]) : ObjectSchema(), properties: properties))
  }

  let request = StartRequest(values: ["channel": "c1"])

  @Test("is an error when it is the channel, whether the manifest declares it or only the graph file has it")
  func channel() {
    let declared = problems(Self.other("channel"), request)
    #expect(declared.map(\.code) == ["G048"])
    #expect(declared[0].message.contains("'channel' of the node 'other' is an ordinary property"))
    #expect(declared[0].suggestion?.contains("other_extension") == true)
    let undeclared = Self.other("channel", declared: false, properties: ["channel": "hard_coded"])
    #expect(problems(undeclared, request).map(\.code) == ["G048"])
  }

  @Test("is a warning for every other value")
  func warning() throws {
    let plan = try plan(Self.other("user_uid"), request)
    #expect(plan.warnings.map(\.code) == ["G047"])
    #expect(plan.warnings[0].severity == .warning)
  }

  @Test("is not reported again when loading the graph has reported it")
  func once() throws {
    var graph = Self.other("user_uid")
    graph.warnings = StartPlanner.check(graph)
    #expect(graph.warnings.map(\.code) == ["G047"])
    #expect(try plan(graph, request).warnings.isEmpty)
  }

  @Test("is allowed when the manifest says that it is static")
  func isStatic() throws {
    #expect(try plan(Self.other("channel", isStatic: true), request).warnings.isEmpty)
    #expect(try plan(Self.other("user_uid", isStatic: true), request).warnings.isEmpty)
  }

  @Test("is allowed where no other node takes such a value")
  func noTaker() throws {
    let graph = StartFixtures.graph(StartFixtures.node("other", schema: ObjectSchema([.init("channel", PropertySchema(.string))])))
    #expect(StartPlanner.check(graph).isEmpty)
  }

  @Test("is allowed at a node that takes the session's value itself")
  func takesIt() throws {
    let graph = StartFixtures.graph(
      StartFixtures.rtc,
      StartFixtures.node(
        "other", start: [.init("channel", PropertySchema(.string))], schema: ObjectSchema([.init("channel", PropertySchema(.string))])))
    #expect(StartPlanner.check(graph).isEmpty)
  }

  @Test("is found by checking the graph alone, before any caller gives anything")
  func checkAlone() {
    #expect(StartPlanner.check(Self.other("channel")).map(\.code) == ["G048"])
    #expect(StartPlanner.check(StartFixtures.call).isEmpty)
  }
}
