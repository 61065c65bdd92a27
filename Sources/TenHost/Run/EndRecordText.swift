internal import TenCore
internal import TenGraph

/// An end record for people: why the session ended, its nodes, its connections, who got which start value, and the audit.
enum EndRecordText {
  static func text(of record: EndRecord) -> String {
    let node = record.reasonNode.map { " by node '\($0)'" } ?? ""
    let detail = record.reason.detail.isEmpty ? "" : ": \(record.reason.detail)"
    var parts = [
      "\nsession '\(record.session)' of graph '\(record.graph)' ended after \(Fixed.duration(milliseconds: record.milliseconds)): "
        + "\(record.reason.code.rawValue)\(node)\(detail)\n",
      nodes(record),
    ]
    parts += [connections(record), start(record)].compactMap { $0 }
    parts.append(audit(record))
    return parts.joined(separator: "\n")
  }

  private static func nodes(_ record: EndRecord) -> String {
    var table = Table(("node", .left), ("extension", .left), ("state", .left), ("prepared", .right), ("running", .right), ("errors", .right), ("restarts", .right))
    func time(_ milliseconds: Double?) -> String { milliseconds.map { Fixed.duration(milliseconds: $0) } ?? "-" }
    for node in record.nodes {
      table.add(node.name, node.extension, node.phase.rawValue, time(node.preparedAt), time(node.runningAt), "\(node.errors)", "\(node.restarts)")
    }
    let errors = record.nodes.compactMap { node in node.lastError.map { "  \(node.name): \($0)\n" } }
    return table.text + (errors.isEmpty ? "" : "last errors\n" + errors.joined())
  }

  private static func connections(_ record: EndRecord) -> String? {
    var table = Table(("connection", .left), ("message", .left), ("sent", .right), ("delivered", .right), ("rejected", .right), ("dropped", .left))
    func add(_ connection: String, _ message: String, _ counters: Counters) {
      let reasons = counters.droppedByReason.map { "\($0.count) \($0.reason.key)" }.joined(separator: ", ")
      table.add(connection, message, "\(counters.sent)", "\(counters.delivered)", "\(counters.rejected)", reasons.isEmpty ? "0" : reasons)
    }
    for connection in record.connections where connection.counters.sent > 0 || connection.source != "host" {
      let name = "\(connection.source) -> \(connection.destination.isEmpty ? "nobody" : connection.destination)"
      add(name, "\(connection.kind) \(connection.name)", connection.counters)
      if let results = connection.results, results.sent > 0 { add("  results", "", results) }
    }
    return table.isEmpty ? nil : table.text
  }

  private static func start(_ record: EndRecord) -> String? {
    var table = Table(("start value", .left), ("value", .left), ("from", .left))
    for (node, entry) in record.start.object ?? Properties() {
      for (name, given) in entry.object?["start"]?.object ?? Properties() {
        table.add("\(node).\(name)", JSON.text(of: given.object?["value"] ?? .null), given.object?["from"]?.string ?? "")
      }
      for (path, value) in entry.object?["overridden"]?.object ?? Properties() { table.add("\(node).\(path)", JSON.text(of: value), "nodes.\(node).\(path)") }
    }
    return table.isEmpty ? nil : table.text
  }

  private static func audit(_ record: EndRecord) -> String {
    guard !record.audit.isEmpty else { return "audit: clean\n" }
    return "audit: \(record.audit.count == 1 ? "1 finding" : "\(record.audit.count) findings")\n" + record.audit.map { "  \($0)\n" }.joined()
  }
}
