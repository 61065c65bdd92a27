internal import TenCore
internal import TenGraph

/// Reads what a puppet does: `{"on": [rule, …]}`.
struct PuppetReader {
  let scenario: ScenarioReader
  private var findings: Findings { scenario.findings }

  init(scenario: ScenarioReader) { self.scenario = scenario }

  func read(_ node: String, _ value: Value, _ spot: Spot) -> PuppetPlan? {
    guard let reader = ObjectReader(value, at: spot, .puppet, findings) else { return nil }
    return PuppetPlan(node: node, spot: spot, rules: reader.array("on").compactMap { rule($0, at: $1) })
  }

  private func rule(_ value: Value, at spot: Spot) -> PuppetRule? {
    guard let reader = ObjectReader(value, at: spot, .puppetRule, findings) else { return nil }
    guard let key = reader.one(of: KeySet.kinds, "a message"), let kind = MessageKind(key: key), let name = reader.requiredString(key) else {
      return nil
    }
    var rule = PuppetRule(kind: kind, name: name, spot: spot.child(key))
    rule.pattern = reader.pattern("properties")
    rule.times = reader.integer("times", in: 1...1_000_000)
    rule.after = reader.time("after") ?? .zero
    rule.every = reader.time("every") ?? .zero
    rule.partial = reader.array("partial").map(\.value)
    rule.never = reader.bool("never") ?? false
    rule.sends = reader.array("send").compactMap { MessageReader(scenario: scenario).puppetMessage($0, at: $1) }
    if let object = reader.objectValue("result") { rule.result = ResultTemplate(properties: .object(object.object)) }
    if let text = reader.string("error") { rule.result = ResultTemplate(isOK: false, properties: ["detail": .string(text)]) }
    for other in ["partial", "result", "error", "never"] where reader.has(other) && kind != .command {
      findings.error(.exclusiveKeys, "only a cmd has '\(other)'", at: spot.child(other))
    }
    if rule.never, rule.result != nil { findings.error(.exclusiveKeys, "a command that is 'never' answered has no result", at: spot.child("never")) }
    return rule
  }
}
