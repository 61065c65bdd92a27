internal import TenCore
internal import TenGraph

/// One session for people: how it stands, its nodes with their last errors, and what became of each connection's messages.
/// Takes the server's answers, of a session that runs or of one that has ended.
enum SessionText {
  /// - Parameters:
  ///   - session: the resource.
  ///   - look: its state, or its end record.
  ///   - warnings: lines of its log.
  static func text(of session: Properties, _ look: Properties, warnings: [Properties], now: Int) -> String {
    let parts = [
      head(session, look, now), nodes(look), WarningsText.text(of: warnings), connections(look), audit(look), RemainsText.text(of: look),
    ]
    return parts.compactMap { $0 }.joined(separator: "\n")
  }

  private static func head(_ session: Properties, _ look: Properties, _ now: Int) -> String {
    let name = "session '\(session["id"]?.string ?? "?")' of graph '\(session["graph"]?.string ?? "?")'"
    let age = SessionTable.age(of: session, now: now)
    var lines: [String] = []
    if session["state"] == "ended" {
      lines.append("\(name) ended after \(age): \(SessionTable.reason(of: session) ?? "nobody knows why")")
    } else {
      lines.append("\(name) is \(session["state"]?.string ?? "?") since \(age)")
    }
    var facts: [String] = []
    if let channel = session["channel"]?.string { facts.append("channel '\(channel)'") }
    if let process = session["pid"]?.int { facts.append("process \(process)") }
    if let memory = session["memory_bytes"]?.int { facts.append(SessionTable.memory(memory)) }
    if let seconds = session["cpu_seconds"]?.double { facts.append("\(Fixed.text(seconds, decimals: 2)) s of processor time") }
    if session["state"] != "ended", let idle = session["idle_seconds"]?.int { facts.append("ends after \(idle) s without a ping") }
    if !facts.isEmpty { lines.append(facts.joined(separator: ", ")) }
    let steps = (session["waterfall"]?.object ?? Properties()).compactMap { step in
      step.value.double.map { "\(step.key) \(Fixed.duration(milliseconds: $0))" }
    }
    if !steps.isEmpty { lines.append("start: \(steps.joined(separator: ", "))") }
    if let labels = session["labels"]?.object, !labels.isEmpty { lines.append("labels: \(JSON.text(of: .object(labels)))") }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func nodes(_ look: Properties) -> String? {
    let nodes = look["nodes"]?.array?.compactMap(\.object) ?? []
    var table = Table(("node", .left), ("extension", .left), ("state", .left), ("errors", .right), ("restarts", .right), ("queued", .right))
    for node in nodes {
      table.add(
        node["name"]?.string ?? "?", node["extension"]?.string ?? "?", node["state"]?.string ?? node["phase"]?.string ?? "?",
        "\(node["errors"]?.int ?? 0)", "\(node["restarts"]?.int ?? 0)", node["queued"]?.int.map(String.init) ?? "-")
    }
    guard !table.isEmpty else { return nil }
    let errors = nodes.compactMap { node in node["last_error"]?.string.map { "  \(node["name"]?.string ?? "?"): \($0)\n" } }
    return table.text + (errors.isEmpty ? "" : "last errors\n" + errors.joined())
  }

  private static func connections(_ look: Properties) -> String? {
    var table = Table(
      ("connection", .left), ("message", .left), ("sent", .right), ("delivered", .right), ("rejected", .right), ("dropped", .left),
      ("in flight", .right), ("last message", .right))
    for connection in look["connections"]?.array?.compactMap(\.object) ?? [] {
      let destination = connection["destination"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "nobody"
      let message = "\(connection["kind"]?.string ?? "?") \(connection["name"]?.string ?? "?")"
      let fallback = connection["fallback_of"]?.string.map { " (fallback of \($0))" } ?? ""
      add("\(connection["source"]?.string ?? "?") -> \(destination)\(fallback)", message, connection, to: &table)
      if let results = connection["results"]?.object, results["sent"]?.int ?? 0 > 0 { add("  results", "", results, to: &table) }
    }
    return table.isEmpty ? nil : table.text
  }

  private static func add(_ name: String, _ message: String, _ counters: Properties, to table: inout Table) {
    func count(_ key: String) -> String { "\(counters[key]?.int ?? 0)" }
    let dropped = (counters["dropped"]?.object ?? Properties()).map { "\($0.value.int ?? 0) \($0.key)" }.joined(separator: ", ")
    let age = counters["age_ms"]?.int.map { "\(SessionTable.span(milliseconds: $0)) ago" } ?? "-"
    table.add(
      name, message, count("sent"), count("delivered"), count("rejected"), dropped.isEmpty ? "0" : dropped,
      counters["in_flight"].map { "\($0.int ?? 0)" } ?? "-",
      age)
  }

  private static func audit(_ look: Properties) -> String? {
    guard let findings = look["audit"]?.array?.compactMap(\.string) else { return nil }
    guard !findings.isEmpty else { return "audit: clean\n" }
    return "audit: \(findings.count == 1 ? "1 finding" : "\(findings.count) findings")\n" + findings.map { "  \($0)\n" }.joined()
  }
}
