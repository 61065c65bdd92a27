internal import TenCore
internal import TenGraph

/// What a host that died has left, for people: how its process ended, its last messages, output and log lines. `--end-record` has all of it.
enum RemainsText {
  private static let mostLines = 20
  private static let mostCharacters = 200

  /// - Parameter record: an end record that the server made; nil for any other.
  static func text(of record: Properties) -> String? {
    let log = (record["log"]?.array ?? []).map { $0.object.map(LogLineText.text) ?? line($0) }
    let messages = (record["flight"]?.object?["headers"]?.array ?? []).map(line)
    let output = (record["output"]?.array ?? []).map(line)
    var text = ""
    if let end = record["exit"]?.object { text += "process: \(end["meaning"]?.string ?? JSON.text(of: .object(end)))\n" }
    text += section("last messages", messages.suffix(mostLines), of: messages.count)
    // A trap says what it was at the begin of what it prints.
    text += section("last output", output.prefix(mostLines), of: output.count)
    text += section("last log lines", log.suffix(mostLines), of: log.count)
    return text.isEmpty ? nil : text
  }

  private static func section(_ title: String, _ lines: ArraySlice<String>, of count: Int) -> String {
    guard !lines.isEmpty else { return "" }
    let part = lines.count < count ? " (\(lines.count) of \(count))" : ""
    return "\(title)\(part)\n" + lines.map { "  \($0.count > mostCharacters ? $0.prefix(mostCharacters) + "…" : $0[...])\n" }.joined()
  }

  private static func line(_ value: Value) -> String { value.string ?? JSON.text(of: value) }
}
