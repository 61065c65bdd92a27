/// A text with places to fill in, such as `__MODULE__`.
struct Template: Sendable {
  let text: String

  init(_ bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self) }

  /// Each place is filled once; a value that holds the name of a place stays as it is.
  func filled(_ values: [String: String]) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "__") {
      result += rest[..<start.lowerBound]
      rest = rest[start.lowerBound...]
      if let end = rest.dropFirst(2).firstRange(of: "__"), let value = values[String(rest[start.upperBound..<end.lowerBound])] {
        result += value
        rest = rest[end.upperBound...]
      } else {
        result += "__"
        rest = rest.dropFirst(2)
      }
    }
    return result + rest
  }

  /// The text with the imports at its begin in the order of their names, which depends on what was filled in.
  static func sortingImports(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let count = lines.prefix { $0.contains("import ") }.count
    let imports = lines[..<count].sorted { ($0.split(separator: " ").last ?? "") < ($1.split(separator: " ").last ?? "") }
    return (imports + lines[count...]).joined(separator: "\n")
  }
}
