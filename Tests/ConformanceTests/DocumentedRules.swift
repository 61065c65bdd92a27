import Glibc
import TenGraph
import TenConformance
import TenTesting

/// The table of docs/conformance.md.
enum DocumentedRules {
  static let lines: [Substring] = {
    let top = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let text = (try? TextFile.read(top + "/docs/conformance.md")) ?? []
    return String(decoding: text, as: UTF8.self).split(separator: "\n")
  }()

  /// Whether the lines are to be printed, for whoever writes the table.
  static var arePrinted: Bool { getenv("TENHOST_CONFORMANCE_TABLE") != nil }

  /// The line of one broken extension: rule, what it asks, defect, and what the suite says of it.
  static func line(_ broken: BrokenCase, _ report: ConformanceReport) -> String {
    let found = report.lines.first { $0.id == broken.rule }
    var message = ""
    if case .broken(let seen, _)? = found?.outcome { message = seen }
    return "| `\(broken.rule)` | \(found?.summary ?? "") | \(broken.defect) | \(steady(message)) |"
  }

  static func has(_ line: String) -> Bool { lines.contains { $0 == line } }

  /// In one line, cut to a table's width, and without what differs from run to run or moves with the code: ids, checksums, steps, counts, places in a file.
  private static func steady(_ message: String) -> String {
    var text = message.replacing(/[|\s]+/, with: " ").replacing(/'[0-9a-f]{16}'/, with: "'…'")
    text = text.replacing(/(\.swift:|\bsteps? |\bkeeps )\d+( of \d+)?/) { "\($0.output.1)…" }
    text = text.replacing(/\d{6,}/, with: "…")
    if text.hasSuffix(" ") { text.removeLast() }
    return text.count > 240 ? String(text.prefix(240)) + "…" : text
  }
}
