public import TenCore

extension JSON {
  /// The JSON text of a value, on one line or indented by two spaces. Parsing it gives the same value back, doubles to the last bit.
  ///
  /// What has no JSON form is shown, not kept: bytes as `"<320 bytes>"`, an object of the process as `"<ptr>"`, and infinite floats as `null`.
  public static func text(of value: Value, pretty: Bool = false) -> String {
    var writer = JSONWriter(pretty: pretty)
    writer.write(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The same as UTF-8 bytes, for writing a line without making a `String` first.
  public static func bytes(of value: Value, pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter(pretty: pretty)
    writer.write(value)
    return writer.bytes
  }
}

private struct JSONWriter {
  var bytes: [UInt8] = []
  let pretty: Bool
  var indent = 0

  init(pretty: Bool) { self.pretty = pretty }

  mutating func write(_ value: Value) {
    switch value {
    case .null: put("null")
    case .bool(let value): put(value ? "true" : "false")
    case .int(let value): put(value.description)
    case .uint(let value): put(value.description)
    case .float(let value): put(value.isFinite ? value.description : "null")
    case .string(let value): write(text: value)
    case .bytes(let value): write(text: "<\(value.count) bytes>")
    case .reference: write(text: "<ptr>")
    case .array(let elements):
      write(elements, "[", "]") { $0.write($1) }
    case .object(let object):
      write(object, "{", "}") {
        $0.write(text: $1.key)
        $0.put($0.pretty ? ": " : ":")
        $0.write($1.value)
      }
    }
  }

  private mutating func write<S: Sequence>(_ elements: S, _ open: String, _ close: String, _ each: (inout Self, S.Element) -> Void) {
    put(open)
    indent += 1
    var isFirst = true
    for element in elements {
      if !isFirst { put(",") }
      isFirst = false
      newLine()
      each(&self, element)
    }
    indent -= 1
    if !isFirst { newLine() }
    put(close)
  }

  private mutating func newLine() {
    guard pretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * 2))
  }

  private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func write(text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): put("\\\"")
      case UInt8(ascii: "\\"): put("\\\\")
      case UInt8(ascii: "\n"): put("\\n")
      case UInt8(ascii: "\r"): put("\\r")
      case UInt8(ascii: "\t"): put("\\t")
      case 0..<0x20, 0x7F:
        put("\\u00")
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
