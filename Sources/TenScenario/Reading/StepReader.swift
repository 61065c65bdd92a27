internal import TenCore
internal import TenGraph

/// Reads one step: an object with one of the actions, and what goes with it.
struct StepReader {
  let scenario: ScenarioReader
  private var findings: Findings { scenario.findings }

  init(scenario: ScenarioReader) { self.scenario = scenario }

  func read(_ value: Value, at spot: Spot) -> Step? {
    guard let reader = ObjectReader(value, at: spot, .step, findings), let action = reader.one(of: KeySet.actions, "an action") else { return nil }
    for key in ["within", "unordered"] where reader.has(key) && action != "expect" {
      findings.error(.exclusiveKeys, "'\(key)' belongs to the step 'expect', not to '\(action)'", at: spot.child(key))
    }
    guard let action = self.action(action, reader) else { return nil }
    return Step(spot: spot, number: 0, label: reader.string("as"), action: action)
  }

  private func action(_ key: String, _ reader: ObjectReader) -> Step.Action? {
    guard let (value, spot) = reader.value(key) else { return nil }
    switch key {
    case "send": return MessageReader(scenario: scenario).send(value, at: spot).map { .send($0) }
    case "expect": return expect(value, spot, reader)
    case "expect_none":
      guard let inner = ObjectReader(value, at: spot, .absence, findings) else { return nil }
      guard let wanted = ExpectationReader(findings: findings).read(inner) else { return nil }
      return .expectNone(wanted, for: inner.time("for") ?? .seconds(1))
    case "advance": return reader.time(key).map { .advance($0) }
    case "interrupt", "stop":
      guard value == true else {
        findings.error(.wrongType, "'\(key)' must be true, not \(value.shortText)", at: spot)
        return nil
      }
      return key == "stop" ? .stop : .interrupt
    case "join": return reader.string(key).map { .join($0) }
    case "leave": return reader.string(key).map { .leave($0) }
    case "break": return reader.string(key).map { .breakOff($0) }
    case "speak":
      guard let inner = ObjectReader(value, at: spot, .speak, findings), let who = inner.requiredString("who") else { return nil }
      return SoundReader(scenario: scenario).read(inner).map { .speak(who, $0, waits: inner.bool("wait") ?? true) }
    case "write":
      guard let inner = ObjectReader(value, at: spot, .write, findings), let who = inner.requiredString("who") else { return nil }
      guard let kind = inner.one(of: ["text", "json"], "a message"), let value = inner.value(kind)?.value else { return nil }
      return .write(who, kind == "json" ? .string(JSON.text(of: value)) : .string(inner.string("text") ?? ""))
    default: return nil
    }
  }

  private func expect(_ value: Value, _ spot: Spot, _ reader: ObjectReader) -> Step.Action? {
    let items = value.array?.enumerated().map { ($1, spot.child($0)) } ?? [(value, spot)]
    var within = reader.time("within")
    let wanted = items.compactMap { value, spot -> Expectation? in
      guard let inner = ObjectReader(value, at: spot, .expectation, findings) else { return nil }
      if let time = inner.time("within") { within = max(within ?? .zero, time) }
      return ExpectationReader(findings: findings).read(inner)
    }
    guard wanted.count == items.count else { return nil }
    return .expect(wanted, isUnordered: reader.bool("unordered") ?? false, within: within ?? .seconds(5))
  }
}
