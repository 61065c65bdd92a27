internal import TenGraph

/// A file of `KEY=VALUE` lines, as shells and other tools read it: blank lines, `# comments`, `export KEY=VALUE`, values in single or double quotes.
///
/// In double quotes `\n`, `\t`, `\"`, `\\` and `\$` are escapes; a value without quotes ends before ` #`. Nothing is expanded.
enum EnvironmentFile {
  static func read(_ path: String) throws(UsageError) -> [String: String] {
    do {
      return try parse(String(decoding: try TextFile.read(path), as: UTF8.self), path: path)
    } catch let error as UsageError {
      throw error
    } catch {
      throw UsageError("--env-file: \(error)")
    }
  }

  static func parse(_ text: String, path: String) throws(UsageError) -> [String: String] {
    var found: [String: String] = [:]
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      var rest = trimmed(line)
      if rest.isEmpty || rest.hasPrefix("#") { continue }
      if rest.hasPrefix("export ") { rest = trimmed(rest.dropFirst(7)) }
      func fail(_ reason: String) -> UsageError { UsageError("--env-file: \(path):\(number): \(reason); write KEY=VALUE") }
      guard let sign = rest.firstIndex(of: "=") else { throw fail("this line has no '='") }
      let key = trimmed(rest[..<sign])
      guard isName(key) else { throw fail("'\(key.prefix(40))' is no name of a variable") }
      // A file may be a secret as a whole: its values are never shown.
      guard let value = value(trimmed(rest[rest.index(after: sign)...])) else { throw fail("the quotes of '\(key)' are not closed, or something follows them") }
      found[String(key)] = value
    }
    return found
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
    return text
  }

  private static func isName(_ key: Substring) -> Bool {
    guard let first = key.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  private static func value(_ text: Substring) -> String? {
    guard let quote = text.first, quote == "\"" || quote == "'" else {
      let end = text.indices.first { text[$0] == "#" && $0 > text.startIndex && " \t".contains(text[text.index(before: $0)]) }
      return text.hasPrefix("#") ? "" : String(trimmed(text[..<(end ?? text.endIndex)]))
    }
    var rest = text.dropFirst()
    var value = ""
    while let character = rest.popFirst() {
      if character == quote {
        rest = trimmed(rest)
        return rest.isEmpty || rest.hasPrefix("#") ? value : nil
      }
      guard character == "\\", quote == "\"", let next = rest.first else {
        value.append(character)
        continue
      }
      rest.removeFirst()
      switch next {
      case "n": value += "\n"
      case "t": value += "\t"
      case "\"", "\\", "$": value.append(next)
      default: value += "\\\(next)"
      }
    }
    return nil
  }
}
