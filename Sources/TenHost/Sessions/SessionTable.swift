internal import TenCore

/// The server's sessions for people, one a line.
enum SessionTable {
  static func text(of sessions: [Value], now: Int) -> String {
    guard !sessions.isEmpty else { return "no session runs here, and none is remembered\n" }
    var table = Table(
      ("session", .left), ("graph", .left), ("channel", .left), ("state", .left), ("age", .right), ("memory", .right), ("why it ended", .left))
    for session in sessions.compactMap(\.object) {
      table.add(
        session["id"]?.string ?? "?", session["graph"]?.string ?? "?", session["channel"]?.string ?? "-", session["state"]?.string ?? "?",
        age(of: session, now: now), session["memory_bytes"]?.int.map(memory) ?? "-", reason(of: session) ?? "")
    }
    return table.text
  }

  /// Since it was created, or from that to its end.
  static func age(of session: Properties, now: Int) -> String {
    guard let created = session["created_at"]?.string.flatMap(RFC3339.milliseconds) else { return "?" }
    let ended = session["ended_at"]?.string.flatMap(RFC3339.milliseconds)
    return span(milliseconds: max(0, (ended ?? now) - created))
  }

  static func span(milliseconds: Int) -> String {
    switch milliseconds {
    case ..<1_000: "\(milliseconds) ms"
    case ..<60_000: "\(Fixed.text(Double(milliseconds) / 1_000, decimals: 1)) s"
    case ..<3_600_000: "\(milliseconds / 60_000) min \(milliseconds / 1_000 % 60) s"
    default: "\(milliseconds / 3_600_000) h \(milliseconds / 60_000 % 60) min"
    }
  }

  static func memory(_ bytes: Int) -> String { "\(Fixed.text(Double(bytes) / 1_048_576, decimals: 1)) MiB" }

  static func reason(of session: Properties) -> String? {
    guard let reason = session["reason"]?.string else { return nil }
    let node = session["reason_node"]?.string.map { " by node '\($0)'" } ?? ""
    let detail = session["reason_detail"]?.string.flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
    return "\(reason)\(node)\(detail)"
  }
}
