internal import TenCore
internal import TenGraph

/// Compares how a session ended with how it must end. Pure.
struct EndCheck {
  let scenario: Scenario
  let record: EndRecord

  private var end: EndExpectation { scenario.end }
  private var spot: Spot { end.spot ?? scenario.spot }

  var failures: [Failure] { [reason, audit, dropped, errors].compactMap { $0 } }

  private var came: String {
    let node = record.reasonNode.map { " by node '\($0)'" } ?? ""
    let detail = record.reason.detail.isEmpty ? "" : ": \(record.reason.detail)"
    return "'\(record.reason.code.rawValue)'\(node)\(detail)"
  }

  private var reason: Failure? {
    let code = record.reason.code
    guard let wanted = end.reason else {
      return record.reason.isFailure ? Failure(spot, "the end", expected: "an end that is no failure", came: came) : nil
    }
    let detail = end.detail?.differences(from: .string(record.reason.detail), at: "detail") ?? []
    guard code != wanted || (end.node != nil && end.node != record.reasonNode) || !detail.isEmpty else { return nil }
    var failure = Failure(spot, "the end", expected: "'\(wanted.rawValue)'" + (end.node.map { " by node '\($0)'" } ?? ""), came: came)
    failure.differences = detail
    return failure
  }

  private var audit: Failure? {
    guard !record.audit.isEmpty else { return nil }
    var failure = Failure(
      spot, "the audit", expected: "a clean audit", came: record.audit.count == 1 ? "1 finding" : "\(record.audit.count) findings")
    failure.differences = record.audit
    return failure
  }

  private var dropped: Failure? {
    guard let wanted = end.dropped else { return nil }
    var totals: [String: Int] = [:]
    for connection in record.connections {
      for (reason, count) in connection.counters.droppedByReason { totals[reason.key, default: 0] += count }
    }
    let differences = compare(totals, wanted)
    guard !differences.isEmpty else { return nil }
    var failure = Failure(spot, "dropped messages", expected: Self.words(wanted), came: Self.words(totals))
    failure.differences = differences
    failure.recentTitle = "where messages were dropped"
    failure.recent = record.connections.filter { $0.counters.droppedTotal > 0 }.map { connection in
      let reasons = connection.counters.droppedByReason.map { "\($0.count) \($0.reason.key)" }.joined(separator: ", ")
      return
        "\(connection.kind) '\(connection.name)' \(connection.source) -> \(connection.destination.isEmpty ? "nobody" : connection.destination): \(reasons)"
    }
    return failure
  }

  private var errors: Failure? {
    guard let wanted = end.errors else { return nil }
    let counts = Dictionary(uniqueKeysWithValues: record.nodes.map { ($0.name, $0.errors) })
    let differences = compare(counts.filter { $0.value > 0 }, wanted)
    guard !differences.isEmpty else { return nil }
    var failure = Failure(spot, "errors of nodes", expected: Self.words(wanted), came: Self.words(counts.filter { $0.value > 0 }))
    failure.differences = differences
    failure.recentTitle = "last errors"
    failure.recent = record.nodes.compactMap { node in node.lastError.map { "\(node.name): \($0)" } }
    return failure
  }

  /// A name that is not listed must not be there.
  private func compare(_ counts: [String: Int], _ wanted: [String: ValuePattern]) -> [String] {
    Set(counts.keys).union(wanted.keys).sorted().flatMap { name in
      (wanted[name] ?? .literal(0)).differences(from: Value(counts[name] ?? 0), at: name)
    }
  }

  private static func words(_ counts: [String: Int]) -> String {
    counts.isEmpty ? "none" : counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  private static func words(_ patterns: [String: ValuePattern]) -> String {
    patterns.isEmpty ? "none" : patterns.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.words)" }.joined(separator: ", ")
  }
}
