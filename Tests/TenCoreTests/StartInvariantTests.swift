import Testing

import TenCore

@Suite("A start plan of any graph and request")
struct StartInvariantTests {
  /// A graph and a request that are put together at random, with secrets that can be recognised.
  struct Sample {
    var graph: CompiledGraph
    var request: StartRequest

    static let names = ["channel", "user_uid", "bot_uid", "avatar_uid", "token", "region"]
    static let types: [ValueType] = [.string, .uint32, .int64, .uint64, .float64, .int8, .bool]

    init(_ seed: UInt64) {
      var random = CountingGenerator(state: seed)
      func pick<T>(_ list: [T]) -> T { list[Int(random.next() >> 33) % list.count] }
      func chance(_ percent: UInt64) -> Bool { (random.next() >> 33) % 100 < percent }
      func value() -> Value { pick([17, "18", "text-hunter2", nil, 1.5, .uint(.max), true, ["nested-hunter2"]]) }

      let nodes = (0..<4).map { index in
        var fields: [ObjectSchema.Field] = []
        for (number, name) in Self.names.enumerated() where chance(50) {
          let renamed = chance(30)
          let schema = PropertySchema(
            chance(95) ? (name.hasSuffix("uid") ? .uint32 : .string) : pick(Self.types), secret: name == "token" ? true : nil,
            from: renamed ? name : nil,
            default: chance(3) ? value() : nil)
          fields.append(.init(renamed ? "own\(number)" : name, schema))
        }
        let required = fields.map(\.name).filter { _ in chance(5) }
        let schema = ObjectSchema([.init("depth", PropertySchema(.int32)), .init("key", PropertySchema(.string, secret: true))])
        return StartFixtures.node("n\(index)", start: fields, required: required, schema: schema, properties: ["depth": 1, "key": "hunter2"])
      }
      graph = CompiledGraph(name: "any", nodes: nodes)

      var values = Properties()
      for name in Self.names where chance(70) {
        values[name] = chance(97) ? (name.hasSuffix("uid") ? 17 : .string("\(name == "token" ? "hunter2" : "v")")) : value()
      }
      var overrides: [String: Properties] = [:]
      if chance(30) { overrides["n\(Int(random.next() >> 33) % 5)"] = [pick(["depth", "key", "own2", "channel", "x"]): value()] }
      request = StartRequest(values: values, offered: Set(Self.names), nodes: overrides)
    }
  }

  /// Seeds whose start is planned, and those whose start is refused, both occur: see `bothOccur`.
  static let seeds: Range<UInt64> = 0..<2_000

  @Test("gives all nodes that take one value the same one, unless one has an override")
  func agree() {
    for seed in Self.seeds {
      let sample = Sample(seed)
      guard let plan = try? plan(sample.graph, sample.request, seed: seed) else { continue }
      var seen: [String: String] = [:]
      for (node, planned) in zip(sample.graph.nodes, plan.nodes) {
        for field in node.manifest.start.properties {
          guard planned.origins[field.name]?.hasPrefix("nodes.") != true else { continue }
          let text =
            planned.values[field.name].flatMap { try? $0.converted(to: PropertySchema(.string), leniently: true) } ?? planned.values[field.name]
          let name = field.schema.from ?? field.name
          // Floats show a fraction that the same integer does not have.
          guard let text, field.schema.type != .float64 else { continue }
          let shown = "\(text)"
          #expect(seen[name, default: shown] == shown, "seed \(seed): \(name)")
          seen[name] = shown
        }
      }
    }
  }

  @Test("has every required value in its declared type, or is refused")
  func complete() {
    for seed in Self.seeds {
      let sample = Sample(seed)
      guard let plan = try? plan(sample.graph, sample.request, seed: seed) else { continue }
      for (node, planned) in zip(sample.graph.nodes, plan.nodes) {
        let (checked, violations) = node.manifest.start.check(planned.values)
        #expect(violations.isEmpty, "seed \(seed)")
        #expect(checked == planned.values, "seed \(seed)")
        #expect(planned.origins.keys.contains { planned.values[$0] != nil } || planned.values.isEmpty)
        #expect(node.manifest.properties.check(planned.properties).1.isEmpty, "seed \(seed)")
      }
    }
  }

  @Test("never shows a secret, in its report or in what it is refused with")
  func secrets() {
    for seed in Self.seeds {
      var sample = Sample(seed)
      sample.request.fromEnvironment = Set(Sample.names.map { "start.\($0)" })
      for (node, properties) in sample.request.nodes {
        for key in properties.keys { sample.request.fromEnvironment.insert("nodes.\(node).\(key)") }
      }
      for node in sample.graph.nodes.indices {
        // A default is the manifest's, and no secret.
        for field in sample.graph.nodes[node].manifest.start.properties.indices {
          sample.graph.nodes[node].manifest.start.properties[field].schema.defaultValue = nil
        }
      }
      do {
        let plan = try plan(sample.graph, sample.request, seed: seed)
        #expect(!"\(plan.report(sample.graph))\(plan.warnings)".contains("hunter2"), "seed \(seed)")
      } catch {
        #expect(!"\(error)".contains("hunter2"), "seed \(seed)")
        #expect(error.hasErrors)
      }
    }
  }

  @Test("is sometimes made and sometimes refused, so that the tests above look at both")
  func bothOccur() {
    let made = Self.seeds.count { seed in
      let sample = Sample(seed)
      return (try? plan(sample.graph, sample.request, seed: seed)) != nil
    }
    #expect(made > 100)
    #expect(made < Self.seeds.count - 100)
  }
}
