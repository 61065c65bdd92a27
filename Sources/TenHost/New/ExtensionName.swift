internal import TenCore

/// The name of a new extension, and what is called after it: `my_tts`, its module `MyTts`, its host `my_tts-host`.
struct ExtensionName: Sendable, Hashable {
  let text: String

  /// - Parameter taken: names of extensions that exist.
  /// - Throws: `UsageError` that says why the name cannot be used.
  init(_ text: String, taken: some Collection<String>) throws(UsageError) {
    func refuse(_ reason: String) -> UsageError { UsageError("naming the extension '\(text)': \(reason)") }
    guard NameText.isIdentifier(text) else {
      let hint = NameText.repaired(text).map { "; '\($0)' would do" } ?? ""
      throw refuse("use letters, digits and '_', with a letter at the start and at most \(NameText.maximumLength) of them\(hint)")
    }
    guard !text.hasSuffix("_"), !text.contains("__") else { throw refuse("two names would become one module; use '_' between words only") }
    guard !taken.contains(text) else { throw refuse("this host has an extension of that name; `tenhost extensions show \(text)` shows it") }
    self.text = text
    guard !ReservedNames.keywords.contains(text) else { throw refuse("it is a word of Swift; add a word, as in 'my_\(text)'") }
    guard !ReservedNames.modules.contains(module) else {
      throw refuse("its module would be '\(module)', which tenhost or Swift has already; add a word, as in 'my_\(text)'")
    }
    guard !ReservedNames.types.contains(module) else {
      throw refuse("its type would be '\(module)', which would hide the one that the runtime has; add a word, as in 'my_\(text)'")
    }
  }

  /// Also the name of its type.
  var module: String { NameText.module(text) }
  var host: String { text + "-host" }
}

/// Names as text.
enum NameText {
  static let maximumLength = 64

  static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), text.utf8.count <= maximumLength else { return false }
    return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
  }

  /// `MyTts` for `my_tts`.
  static func module(_ text: String) -> String { text.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }

  /// The name with '_' in place of what cannot stand in one; nil where nothing is left.
  static func repaired(_ text: String) -> String? {
    let words = text.utf8.split { !isLetter($0) && !isDigit($0) }.map { String(decoding: $0, as: UTF8.self) }
    let name = words.joined(separator: "_").drop { !$0.isLetter }.prefix(maximumLength)
    return isIdentifier(String(name)) && name != text ? String(name) : nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
