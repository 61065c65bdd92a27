internal import TenCore

/// Finds where the values of a JSON text stand. jansson knows positions of syntax errors only, so this runs when something is to be reported.
///
/// Expects a text that has been parsed; on any other text it stops early and knows less.
struct PositionScanner {
  struct Position: Hashable {
    /// From 1.
    var line: Int
    /// From 1, in characters (UTF-8 continuation bytes do not count).
    var column: Int
  }

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var column = 1
  private var depth = 0
  private var wanted: Set<String> = []
  private var found: [String: Position] = [:]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  /// The positions of these JSON pointers. One that leads to nothing gets the position of the nearest thing above it.
  func positions(of pointers: some Sequence<String>) -> [String: Position] {
    var scanner = self
    let asked = Set(pointers)
    for pointer in asked { scanner.wanted.formUnion(Self.ancestors(of: pointer)) }
    scanner.scanValue("")
    var result: [String: Position] = [:]
    for pointer in asked {
      result[pointer] = Self.ancestors(of: pointer).lazy.compactMap { scanner.found[$0] }.first
    }
    return result
  }

  /// The position of a byte of the text.
  func position(ofByte offset: Int) -> Position {
    var scanner = self
    while scanner.index < min(offset, bytes.count) { scanner.advance() }
    return Position(line: scanner.line, column: scanner.column)
  }

  /// Where an object or array opens that stands inside of `limit` others.
  func firstDeeper(than limit: Int) -> Position? {
    var scanner = self
    var open = 0
    while let byte = scanner.peek {
      switch byte {
      case UInt8(ascii: "\""): _ = scanner.scanString()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open += 1
        if open > limit { return Position(line: scanner.line, column: scanner.column) }
        scanner.advance()
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        open -= 1
        scanner.advance()
      default: scanner.advance()
      }
    }
    return nil
  }

  /// The pointer itself first, the whole document (`""`) last.
  private static func ancestors(of pointer: String) -> [String] {
    var list = [pointer]
    var rest = pointer[...]
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      list.append(String(rest))
    }
    return list
  }

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func advance() {
    let byte = bytes[index]
    index += 1
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }

  private mutating func skipSpace() {
    while let byte = peek, byte <= 0x20 { advance() }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: character) else { return false }
    advance()
    return true
  }

  private mutating func scanValue(_ pointer: String) {
    skipSpace()
    if wanted.contains(pointer) { found[pointer] = Position(line: line, column: column) }
    guard depth < 1_024 else {
      index = bytes.count
      return
    }
    depth += 1
    defer { depth -= 1 }
    switch peek {
    case UInt8(ascii: "{"): scanObject(pointer)
    case UInt8(ascii: "["): scanArray(pointer)
    case UInt8(ascii: "\""): _ = scanString()
    default:
      while let byte = peek, byte > 0x20, !"{}[],:\"".utf8.contains(byte) { advance() }
    }
  }

  private mutating func scanObject(_ pointer: String) {
    advance()
    if skip("}") { return }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { return }
      let key = scanString()
      guard skip(":") else { return }
      scanValue(pointer + "/" + Spot.escape(key))
    } while skip(",")
    _ = skip("}")
  }

  private mutating func scanArray(_ pointer: String) {
    advance()
    if skip("]") { return }
    var position = 0
    repeat {
      scanValue("\(pointer)/\(position)")
      position += 1
    } while skip(",")
    _ = skip("]")
  }

  /// Stands at the opening quote. An escaped key is decoded by the parser, since that is what the pointer was made of.
  private mutating func scanString() -> String {
    let start = index
    var isEscaped = false
    advance()
    while let byte = peek, byte != UInt8(ascii: "\"") {
      advance()
      if byte == UInt8(ascii: "\\"), peek != nil {
        isEscaped = true
        advance()
      }
    }
    let end = index
    if peek != nil { advance() }
    if isEscaped, let decoded = try? JSONParser.parse(Array(bytes[start..<index]), JSON.Limits()).string { return decoded }
    return String(decoding: bytes[min(start + 1, end)..<end], as: UTF8.self)
  }
}
