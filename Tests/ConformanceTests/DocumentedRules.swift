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

  /// Whether the table has the line; what the suite says may be worded otherwise.
  static func has(_ line: String) -> Bool {
    let wanted = line.split(separator: "|").prefix(3)
    return lines.contains { $0.split(separator: "|").prefix(3) == wanted }
  }

  /// Without what differs from run to run, or moves with the lines of a file, and cut to a table's width.
  private static func steady(_ message: String) -> String {
    var result = ""
    var digits = ""
    for character in message + " " {
      if character.isNumber {
        digits.append(character)
        continue
      }
      result += digits.count > 5 || result.hasSuffix(".swift:") ? (digits.isEmpty ? "" : "…") : digits
      digits = ""
      result.append(character == "|" || character.isNewline ? " " : character)
    }
    let text = String(result.dropLast())
    return text.count > 240 ? String(text.prefix(240)) + "…" : text
  }
}
