internal import TenCore

extension Setting {
  /// What is wrong with a value's kind, in words; nil when it fits.
  func kindProblem(_ value: Value) -> String? {
    switch kind {
    case .text: value.string == nil ? "is \(shownKind(value)); it must be a text" : nil
    case .list: (value.array?.allSatisfy { $0.string != nil } ?? false) ? nil : "is \(shownKind(value)); it must be an array of texts"
    case .share: value.double.map { (0...1).contains($0) } ?? false ? nil : "must be a share from 0 to 1"
    case .integer(let range):
      if value.isNull && isOptional {
        nil
      } else if let number = value.int {
        range.contains(number) ? nil : "is \(number); it must be from \(range.lowerBound) to \(range.upperBound)"
      } else {
        "is \(shownKind(value)); it must be a whole number"
      }
    }
  }

  static func variables(of key: String) -> String { all.first { $0.key == key }?.variables.joined(separator: ", ") ?? "" }

  private var isOptional: Bool { key.hasPrefix("session.") }

  private func shownKind(_ value: Value) -> String {
    if let text = value.string, !isSecret { return "'\(text.prefix(100))'" }
    return value.kindName == "integer" || value.kindName == "float" ? "a number" : "of kind \(value.kindName)"
  }
}
