internal import TenCore

extension Trial {
  func failure(_ cause: TrialFailure.Cause, _ text: String, _ place: Place, _ underlying: (any Error)? = nil) -> TrialFailure {
    let secrets = secrets
    return TrialFailure(
      cause: cause, seed: seed, summary: text.hiding(secrets), underlying: underlying, fileID: place.fileID, line: place.line,
      journal: journal.text(hiding: secrets), log: logText(hiding: secrets), hint: "to see it again: run(seed: \(seed))")
  }

  /// The last lines of the log.
  private func logText(hiding secrets: [String]) -> String {
    let lines = log.lines
    let before = lines.count > 60 ? ["            … \(lines.count - 60) before these"] : []
    return (before + lines.suffix(60).map { "  \($0)".hiding(secrets) }).joined(separator: "\n")
  }

  /// A line of the log with a secret in it. Secrets shorter than four characters are not looked for: they are found in any text.
  var leakingLine: TrialLog.Line? {
    let secrets = secrets.filter { $0.count >= 4 }
    return secrets.isEmpty ? nil : log.lines.first { line in secrets.contains { line.text.contains($0) } }
  }
}

extension String {
  /// With every one of these texts masked.
  func hiding(_ secrets: [String]) -> String { secrets.reduce(self) { $1.isEmpty ? $0 : $0.replacing($1, with: Masking.mask) } }
}
