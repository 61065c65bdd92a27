import TenCore

/// Graphs and requests for the tests of start planning.
enum StartFixtures {
  static func node(
    _ name: String, start: [ObjectSchema.Field] = [], required: [String] = [], schema: ObjectSchema = ObjectSchema(),
    properties: Properties = Properties()
  ) -> CompiledNode {
    var manifest = Manifest(name: "\(name)_extension")
    manifest.start = ObjectSchema(start, required: required)
    manifest.properties = schema
    return CompiledNode(name: name, manifest: manifest, properties: properties)
  }

  static func graph(_ nodes: CompiledNode...) -> CompiledGraph { CompiledGraph(name: "test", file: "test.json", nodes: nodes) }

  /// A node that carries a channel, as `agora_rtc` declares it.
  static let rtc = node(
    "rtc",
    start: [
      .init("channel", PropertySchema(.string)), .init("stream_id", PropertySchema(.uint32, from: "bot_uid")),
      .init("remote_stream_id", PropertySchema(.uint32, from: "user_uid")), .init("token", PropertySchema(.string, secret: true)),
    ], required: ["channel"])

  /// A node that shows an avatar in the same channel.
  static let avatar = node(
    "avatar",
    start: [
      .init("channel", PropertySchema(.string)), .init("uid", PropertySchema(.string, from: "avatar_uid")),
      .init("bot", PropertySchema(.int64, from: "bot_uid")),
    ], required: ["channel"],
    schema: ObjectSchema([
      .init("quality", PropertySchema(.string)),
      .init(
        "video", PropertySchema(.object, object: ObjectSchema([.init("width", PropertySchema(.int32)), .init("height", PropertySchema(.int32))]))),
      .init("api_key", PropertySchema(.string, secret: true)),
    ]), properties: ["quality": "low", "video": ["width": 640, "height": 360], "api_key": "k-123"])

  static let call = graph(rtc, avatar)
}

/// Plans with random numbers that count from a seed.
func plan(_ graph: CompiledGraph, _ request: StartRequest, seed: UInt64 = 1) throws(Diagnostics) -> StartPlan {
  var random = CountingGenerator(state: seed)
  return try StartPlanner.plan(graph, request, random: &random)
}

/// The problems of a start that is refused; empty when it is not.
func problems(_ graph: CompiledGraph, _ request: StartRequest) -> [Diagnostic] {
  do {
    _ = try plan(graph, request)
    return []
  } catch {
    return error.list
  }
}

struct CountingGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state
  }
}

/// Always the same number: every attempt at a uid starts at the same place.
struct StuckGenerator: RandomNumberGenerator {
  mutating func next() -> UInt64 { 0 }
}
