internal import TenCore

/// The results as JUnit's XML, which build servers read: one suite a file, one case a scenario.
package enum JUnitReport {
  /// - Parameter seconds: the time that a scenario took, where it was measured.
  package static func text(of results: [ScenarioResult], seconds: (ScenarioResult) -> Double = { _ in 0 }) -> String {
    var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
    let failures = results.count { !$0.hasPassed }
    let total = results.reduce(0) { $0 + seconds($1) }
    text += "<testsuites name=\"tenhost test\" tests=\"\(results.count)\" failures=\"\(failures)\" errors=\"0\" time=\"\(number(total))\">\n"
    for file in results.map(\.file).uniqued() {
      let cases = results.filter { $0.file == file }
      let failed = cases.count { !$0.hasPassed }
      let time = number(cases.reduce(0) { $0 + seconds($1) })
      text += "  <testsuite name=\"\(escaped(file))\" tests=\"\(cases.count)\" failures=\"\(failed)\" errors=\"0\" skipped=\"0\" time=\"\(time)\">\n"
      for result in cases { text += testCase(result, seconds(result)) }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private static func testCase(_ result: ScenarioResult, _ seconds: Double) -> String {
    let name = "    <testcase name=\"\(escaped(result.name))\" classname=\"\(escaped(result.file))\" time=\"\(number(seconds))\""
    guard let failure = result.failure, let first = failure.failures.first else { return name + "/>\n" }
    let message = escaped("seed \(failure.seed): \(first.title): expected \(first.expected), came \(first.came)")
    return name + ">\n      <failure message=\"\(message)\" type=\"scenario\">\(escaped(TextReport().text(of: result)))</failure>\n    </testcase>\n"
  }

  /// With three decimals.
  private static func number(_ seconds: Double) -> String {
    let milliseconds = max(0, Int((seconds * 1_000).rounded()))
    let fraction = String(milliseconds % 1_000)
    return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
  }

  /// Text for an attribute or an element; characters that XML cannot hold are replaced.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      case "\t": result += "&#9;"
      case "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}": result.unicodeScalars.append(scalar)
      default: result += "\u{FFFD}"
      }
    }
    return result
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, where it stood first.
  fileprivate func uniqued() -> [Element] {
    var known: Set<Element> = []
    return filter { known.insert($0).inserted }
  }
}
