/// As much of an XML reader as the reports need: elements, attributes and text. nil for what is not well-formed.
struct XMLElement {
  var name: String
  var attributes: [String: String] = [:]
  var children: [XMLElement] = []
  var text = ""
}

struct XMLReader {
  private var rest: Substring

  static func read(_ text: String) -> XMLElement? {
    var reader = XMLReader(rest: text[...])
    guard reader.skip(through: "?>"), let root = reader.element() else { return nil }
    reader.blanks()
    return reader.rest.isEmpty ? root : nil
  }

  private mutating func element() -> XMLElement? {
    blanks()
    guard take("<") else { return nil }
    var element = XMLElement(name: word())
    while true {
      blanks()
      if take("/>") { return element }
      if take(">") { break }
      let key = word()
      guard !key.isEmpty, take("=\""), let end = rest.firstIndex(of: "\""), let value = Self.plain(rest[..<end]) else { return nil }
      guard element.attributes.updateValue(value, forKey: key) == nil else { return nil }
      rest = rest[rest.index(after: end)...]
    }
    while true {
      guard let next = rest.firstIndex(of: "<"), let text = Self.plain(rest[..<next]) else { return nil }
      element.text += text
      rest = rest[next...]
      if take("</") { return take("\(element.name)>") ? element : nil }
      guard let child = self.element() else { return nil }
      element.children.append(child)
    }
  }

  /// nil where a `<`, or an `&` that begins no known entity, stands in the text.
  private static func plain(_ text: Substring) -> String? {
    let known = ["&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": "\"", "&#10;": "\n", "&#9;": "\t"]
    guard !text.contains("<") else { return nil }
    var result = ""
    var rest = text
    while let mark = rest.firstIndex(of: "&") {
      result += rest[..<mark]
      guard let entity = known.first(where: { rest[mark...].hasPrefix($0.key) }) else { return nil }
      result += entity.value
      rest = rest[mark...].dropFirst(entity.key.count)
    }
    return result + rest
  }

  private mutating func word() -> String {
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    rest = rest[word.endIndex...]
    return String(word)
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  private mutating func skip(through text: String) -> Bool {
    while !rest.isEmpty {
      if take(text) { return true }
      rest = rest.dropFirst()
    }
    return false
  }

  private mutating func blanks() { rest = rest.drop { $0.isWhitespace } }
}
