internal import TenCore
internal import TenGraph
internal import TenNet

/// Reads the rules of the network.
struct NetworkReader {
  let findings: Findings

  func rule(_ value: Value, at spot: Spot) -> NetworkRule? {
    guard let reader = ObjectReader(value, at: spot, .networkRule, findings), let url = reader.requiredString("url") else { return nil }
    let isSocket = url.hasPrefix("ws://") || url.hasPrefix("wss://")
    do throws(NetError) {
      _ = try NetURL(url)
    } catch {
      findings.error(.badValue, "'url' is no address: \(error.reason)", at: spot.child("url"), suggestion: "write it as http://host/path")
      return nil
    }
    let answer = kind(reader, isSocket)
    var rule = NetworkRule(name: reader.string("name") ?? url, spot: spot, method: reader.string("method"), url: url, answer: answer)
    rule.times = reader.integer("times", in: 1...1_000_000)
    rule.after = reader.time("after") ?? .zero
    return rule
  }

  private func kind(_ reader: ObjectReader, _ isSocket: Bool) -> NetworkRule.Answer {
    let ofSockets = ["script", "on"]
    let ofResponses = ["headers", "json", "text", "events", "every", "break"]
    for key in isSocket ? ofResponses : ofSockets where reader.has(key) {
      findings.error(.exclusiveKeys, "'\(key)' belongs to a rule for \(isSocket ? "http" : "ws") addresses", at: reader.spot.child(key))
    }
    if reader.bool("never") == true { return .never }
    if reader.bool("unreachable") == true { return .unreachable }
    if isSocket, !reader.has("status") {
      let script = reader.array("script").flatMap { value, spot -> [SocketAction] in
        ObjectReader(value, at: spot, .socketAction, findings).map(actions) ?? []
      }
      return .socket(script: script, replies: reader.array("on").compactMap { reply($0, at: $1) })
    }
    let headers = reader.texts("headers").sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return .response(status: reader.integer("status", in: 100...599) ?? 200, headers: headers, body: body(reader))
  }

  private func body(_ reader: ObjectReader) -> NetworkRule.Body {
    let given = ["json", "text", "events"].filter(reader.has)
    guard !given.isEmpty, let kind = reader.one(of: ["json", "text", "events"], "a body") else { return .text("") }
    switch kind {
    case "json": return .text(JSON.text(of: reader.value("json")?.value ?? .null))
    case "text": return .text(reader.string("text") ?? "")
    default:
      let events = reader.array("events").compactMap { event($0, at: $1) }
      return .events(events, every: reader.time("every") ?? .zero, breaks: reader.bool("break") ?? false)
    }
  }

  private func event(_ value: Value, at spot: Spot) -> NetworkRule.Event? {
    if let text = value.string { return NetworkRule.Event(text: text) }
    guard let reader = ObjectReader(value, at: spot, .event, findings) else { return nil }
    guard let data = reader.value("data")?.value else {
      reader.missing("data")
      return nil
    }
    return NetworkRule.Event(text: data.string ?? JSON.text(of: data), after: reader.time("after") ?? .zero)
  }

  private func reply(_ value: Value, at spot: Spot) -> SocketReply? {
    guard let reader = ObjectReader(value, at: spot, .socketReply, findings), let pattern = reader.pattern("message") else { return nil }
    return SocketReply(pattern: pattern, times: reader.integer("times", in: 1...1_000_000), actions: actions(reader))
  }

  /// What one object asks for, in this order.
  private func actions(_ reader: ObjectReader) -> [SocketAction] {
    var actions: [SocketAction] = []
    if let time = reader.time("after") { actions.append(.wait(time)) }
    if let value = reader.value("send")?.value {
      let messages = value.array ?? [value]
      actions += messages.map { .send($0.string ?? JSON.text(of: $0)) }
    }
    if let code = reader.integer("close", in: 1_000...4_999) { actions.append(.close(code)) }
    if reader.bool("break") == true { actions.append(.breakOff) }
    return actions
  }
}
