package import TenCore

/// Collects what is found wrong, so that everything is reported at once. Used by one reader at a time.
package final class Findings {
  package private(set) var list: [Diagnostic] = []
  /// An imported file that is used twice is read twice, and reports the same.
  private var known: Set<Diagnostic> = []

  package init() {}

  /// How many there are.
  package private(set) var errors = 0

  /// Beyond this, more of the same helps nobody.
  static let maximum = 1_000

  package var isFull: Bool { list.count >= Self.maximum }

  package var hasErrors: Bool { errors > 0 }

  package func add(_ diagnostics: some Sequence<Diagnostic>) {
    for diagnostic in diagnostics {
      if diagnostic.severity == .error { errors += 1 }
      guard !isFull, known.insert(diagnostic).inserted else { continue }
      list.append(diagnostic)
      if isFull {
        let message = "there are more problems; only the first \(Self.maximum) are shown"
        list.append(Diagnostic(Rule.badValue.code, errors > 0 ? .error : .warning, message, file: diagnostic.file))
      }
    }
  }

  package func error(_ rule: Rule, _ message: String, at spot: Spot, related: [Diagnostic.Place] = [], suggestion: String? = nil) {
    add(rule, .error, message, spot, related, suggestion)
  }

  package func warning(_ rule: Rule, _ message: String, at spot: Spot, related: [Diagnostic.Place] = [], suggestion: String? = nil) {
    add(rule, .warning, message, spot, related, suggestion)
  }

  package func note(_ rule: Rule, _ message: String, at spot: Spot, suggestion: String? = nil) {
    add(rule, .note, message, spot, [], suggestion)
  }

  private func add(
    _ rule: Rule, _ severity: Diagnostic.Severity, _ message: String, _ spot: Spot, _ related: [Diagnostic.Place], _ suggestion: String?
  ) {
    add([Diagnostic(rule.code, severity, message, file: spot.file, pointer: spot.pointer, related: related, suggestion: suggestion)])
  }
}

extension String {
  /// `did you mean 'channel'?`, where one of the names is near.
  package static func didYouMean(_ name: String, _ names: some Sequence<String>) -> String? {
    Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
  }

  /// `'a', 'b' and 'c'`
  package static func enumeration(_ names: [String], _ last: String = "and") -> String {
    let quoted = names.map { "'\($0)'" }
    guard quoted.count > 1, let final = quoted.last else { return quoted.joined() }
    return quoted.dropLast().joined(separator: ", ") + " \(last) \(final)"
  }
}
