internal import TenCore
internal import TenGraph

/// An event of a session as a line for people.
enum HostEventText {
  /// - Parameter event: `kind`, `time` and `body`, as a server streams it.
  static func text(of event: Properties) -> String {
    let time = event["time"]?.string.map { String($0.dropFirst(11).prefix(12)) } ?? ""
    return "\(Fixed.padded(time, 12))  \(words(event["kind"]?.string ?? "?", event["body"]?.object ?? Properties()))\n"
  }

  private static func words(_ kind: String, _ body: Properties) -> String {
    switch kind {
    case "ready": return "ready: every node runs"
    case "prepared": return "prepared: the host is warm"
    case "transcript":
      let mark = body["is_final"]?.bool == false ? " …" : ""
      return "\(body["role"]?.string ?? "somebody"): \(body["text"]?.string ?? "")\(mark)"
    case "counters":
      let dropped = (body["dropped"]?.object ?? Properties()).map { "\($0.value.int ?? 0) \($0.key)" }.joined(separator: ", ")
      let counts = "\(body["sent"]?.int ?? 0) sent, \(body["delivered"]?.int ?? 0) delivered, \(body["rejected"]?.int ?? 0) rejected"
      return "\(counts), dropped: \(dropped.isEmpty ? "0" : dropped)"
    case "event":
      let node = body["node"]?.string.map { " node '\($0)'" } ?? ""
      let detail = body["detail"]?.string.flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
      return "\(body["event"]?.string ?? "event")\(node)\(detail)"
    case "end_record":
      let node = body["node"]?.string.map { " by node '\($0)'" } ?? ""
      let detail = body["detail"]?.string.flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
      return "ended: \(body["reason"]?.string ?? "nobody knows why")\(node)\(detail)"
    default: return "\(kind) \(JSON.text(of: .object(body)))"
    }
  }
}
