internal import TenCore

/// Expands `${env:VAR}` and `${env:VAR|default}` in a text. `\${` stands for `${` itself; in a default, `\}` and `\\` stand for `}` and `\`.
struct Placeholders {
  let environment: [String: String]

  enum Failure: Error, Hashable {
    /// The variable has no value and the text gives no default.
    case missing(String)
    case malformed(String)
  }

  struct Expansion {
    var text: String
    /// Whether a variable's value is in it (a default is not).
    var fromEnvironment: Bool
  }

  /// nil where the text contains no placeholder and nothing to unescape.
  func expand(_ text: String) throws(Failure) -> Expansion? {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return nil }
    var result = Expansion(text: "", fromEnvironment: false)
    var rest = text[...]
    var isChanged = false
    while let scalar = rest.first {
      let slashes = rest.prefix { $0 == "\\" }
      let after = rest[slashes.endIndex...]
      if !slashes.isEmpty && after.hasPrefix("${") {
        result.text += slashes.prefix(slashes.count / 2)
        isChanged = true
        rest = after
        if slashes.count % 2 == 0 { continue }
        result.text += "${"
        rest = rest.dropFirst(2)
      } else if !slashes.isEmpty {
        result.text += slashes
        rest = after
      } else if rest.hasPrefix("${env:") {
        isChanged = true
        rest = rest.dropFirst("${env:".count)
        try expandOne(&rest, into: &result)
      } else {
        result.text.append(scalar)
        rest = rest.dropFirst()
      }
    }
    return isChanged ? result : nil
  }

  /// Stands after `${env:`; ends after the closing bracket.
  private func expandOne(_ rest: inout Substring, into result: inout Expansion) throws(Failure) {
    let name = String(rest.prefix { $0 != "|" && $0 != "}" })
    rest = rest.dropFirst(name.count)
    guard ObjectReader.isName(name) else { throw .malformed("'\(name)' is no name of a variable") }
    guard let mark = rest.popFirst() else { throw .malformed("the '${env:\(name)' is not closed by '}'") }
    let standIn = mark == "|" ? try standIn(&rest, of: name) : nil
    if let value = environment[name] {
      result.text += value
      result.fromEnvironment = true
    } else if let standIn {
      result.text += standIn
    } else {
      throw .missing(name)
    }
  }

  private func standIn(_ rest: inout Substring, of name: String) throws(Failure) -> String {
    var text = ""
    while let character = rest.popFirst() {
      switch character {
      case "}": return text
      case "\\":
        guard let next = rest.first, next == "}" || next == "\\" || next == "|" || next == "$" else {
          text.append(character)
          continue
        }
        text.append(next)
        rest = rest.dropFirst()
      case "$" where rest.first == "{":
        throw .malformed("the default of '${env:\(name)|…}' contains '${'; placeholders do not nest")
      default: text.append(character)
      }
    }
    throw .malformed("the '${env:\(name)|…' is not closed by '}'")
  }
}
