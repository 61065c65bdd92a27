internal import TenCore

/// What the nodes of a session have complained of: the last warnings and errors of its log, each with its node. Of those that are alike only the last is
/// shown, with how often it came.
enum WarningsText {
  /// Lines that are asked for.
  static let most = 200
  private static let mostLines = 20
  private static let mostCharacters = 300

  static func text(of warnings: [Properties]) -> String? {
    var kept: [(line: Properties, count: Int)] = []
    for line in warnings {
      let index = kept.firstIndex { $0.line["node"] == line["node"] && $0.line["message"] == line["message"] }
      kept.append((line, 1 + (index.map { kept.remove(at: $0).count } ?? 0)))
    }
    guard !kept.isEmpty else { return nil }
    let left = kept.count - mostLines
    let lines = kept.suffix(mostLines).map { one in
      let text = LogLineText.text(of: one.line)
      let times = one.count > 1 ? " (\(one.count) times)" : ""
      return "  \(text.count > mostCharacters ? text.prefix(mostCharacters) + "…" : text[...])\(times)\n"
    }
    return "last warnings\(left > 0 ? " (and \(left) more)" : "")\n" + lines.joined()
  }
}
