internal import TenCore
internal import TenGraph

/// Reads a scenario file. What is wrong is collected in `findings`; nothing is checked against a graph here.
struct ScenarioReader {
  let findings: Findings
  /// The path of the file as the user gave it.
  let file: String

  /// A file with one scenario, or with several under `scenarios`, for which everything beside them is in common: objects are merged, steps come first.
  func read(_ value: Value) -> [Scenario] {
    guard let reader = ObjectReader(value, at: Spot(file), .scenarioFile, findings) else { return [] }
    var base = Scenario(name: reader.string("name") ?? fileName, spot: reader.spot)
    fill(&base, reader)
    guard reader.has("scenarios") else { return check([base], reader) }
    if reader.has("name") {
      findings.error(
        .exclusiveKeys, "a file with 'scenarios' has no 'name' of its own", at: reader.spot.child("name"), suggestion: "name each scenario")
    }
    let scenarios = reader.array("scenarios").compactMap { value, spot -> Scenario? in
      guard let inner = ObjectReader(value, at: spot, .scenario, findings), let name = inner.requiredString("name") else { return nil }
      var scenario = base
      scenario.name = name
      scenario.spot = spot
      fill(&scenario, inner)
      return scenario
    }
    if scenarios.isEmpty, !findings.hasErrors { findings.error(.badValue, "the file has no scenario", at: reader.spot.child("scenarios")) }
    return check(scenarios, reader)
  }

  private var folder: String { file.lastIndex(of: "/").map { String(file[...$0]) } ?? "" }

  private var fileName: String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return name.hasSuffix(".test.json") ? String(name.dropLast(".test.json".count)) : name
  }

  /// A path that a scenario names, from where the command was called.
  func path(_ text: String) -> String { text.hasPrefix("/") ? text : folder + text }

  private func check(_ scenarios: [Scenario], _ reader: ObjectReader) -> [Scenario] {
    var names: Set<String> = []
    for scenario in scenarios {
      if !names.insert(scenario.name).inserted {
        findings.error(.badValue, "two scenarios have the name '\(scenario.name)'", at: scenario.spot.child("name"), suggestion: "rename one")
      }
      if scenario.graph.isEmpty, !findings.hasErrors {
        findings.error(
          .missingKey, "the scenario '\(scenario.name)' needs the key 'graph'", at: scenario.spot,
          suggestion: "name the graph file, relative to this file")
      }
    }
    return scenarios
  }

  private func fill(_ scenario: inout Scenario, _ reader: ObjectReader) {
    if let graph = reader.string("graph") {
      scenario.graph = path(graph)
      scenario.graphSpot = reader.spot.child("graph")
    }
    scenario.graphName = reader.string("graph_name") ?? scenario.graphName
    scenario.environment.merge(reader.texts("environment")) { $1 }
    scenario.replace.merge(reader.texts("replace")) { $1 }
    scenario.start.merge(reader.objectValue("start")?.object ?? Properties())
    for (name, value, spot) in reader.named("nodes") {
      guard let object = value.object else {
        findings.error(.wrongType, "the overrides of a node must be an object, not \(value.kindName)", at: spot)
        continue
      }
      scenario.nodes[name] = (scenario.nodes[name] ?? Properties()).merging(object)
    }
    for (name, value, spot) in reader.named("puppets") {
      guard let puppet = PuppetReader(scenario: self).read(name, value, spot) else { continue }
      scenario.puppets.removeAll { $0.node == name }
      scenario.puppets.append(puppet)
    }
    scenario.network.insert(contentsOf: reader.array("network").compactMap { NetworkReader(findings: findings).rule($0, at: $1) }, at: 0)
    if let (object, spot) = reader.objectValue("channel") { ChannelReader(scenario: self).read(.object(object), spot, into: &scenario.channel) }
    readSteps(&scenario, reader)
    scenario.budgets += reader.array("budgets").compactMap { BudgetReader(findings: findings).read($0, at: $1) }
    if let (object, spot) = reader.objectValue("end") { scenario.end = EndReader(findings: findings).read(.object(object), spot) }
  }

  private func readSteps(_ scenario: inout Scenario, _ reader: ObjectReader) {
    for (value, spot) in reader.array("steps") {
      guard var step = StepReader(scenario: self).read(value, at: spot) else { continue }
      step.number = scenario.steps.count + 1
      scenario.steps.append(step)
    }
  }
}
