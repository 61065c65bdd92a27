public import TenCore

/// JSON text to `Value` and back.
///
/// Integers are 64-bit signed, other numbers become floats, and objects keep the order of the text. Safe to use from any thread.
public enum JSON {
  /// What a text may be at most; beyond it, parsing fails with a clear error.
  public struct Limits: Sendable {
    /// The length of the text.
    public var bytes: Int
    /// Objects and arrays inside of each other.
    public var depth: Int
    /// The keys of one object: `Properties` are made for few.
    public var keys: Int

    public init(bytes: Int = 16 << 20, depth: Int = 128, keys: Int = 4_096) {
      self.bytes = bytes
      self.keys = keys
      // A reader that works recursively must be able to trust the depth.
      self.depth = min(max(depth, 1), 1_024)
    }
  }

  /// Parses a text.
  ///
  /// - Parameter file: the name for errors; nil for what stands in no file.
  /// - Throws: exactly one `G001`, with line and column.
  public static func parse(_ text: String, file: String? = nil, limits: Limits = Limits()) throws(Diagnostics) -> Value {
    try parse(Array(text.utf8), file: file, limits: limits)
  }

  /// Parses a text of UTF-8 bytes; a byte order mark at its begin is skipped.
  public static func parse(_ bytes: [UInt8], file: String? = nil, limits: Limits = Limits()) throws(Diagnostics) -> Value {
    guard bytes.count <= limits.bytes else {
      let message = "the text has \(bytes.count) bytes; at most \(limits.bytes) are read"
      throw Diagnostics([Diagnostic(Rule.syntax.code, .error, message, file: file)])
    }
    do {
      return try JSONParser.parse(bytes, limits)
    } catch {
      throw Diagnostics([error.diagnostic(in: bytes, file: file, limits)])
    }
  }
}

/// Why a text is no JSON, before it is put into words.
enum JSONFailure: Error {
  /// The reason, and the byte at which it was noticed; line and column count from 1.
  case syntax(reason: String, line: Int, column: Int, offset: Int)
  /// The text ends before the value does.
  case end
  case depth
  case keys(count: Int)

  func diagnostic(in bytes: [UInt8], file: String?, _ limits: JSON.Limits) -> Diagnostic {
    switch self {
    case .syntax(let reason, let line, let column, let offset):
      var diagnostic = Diagnostic(Rule.syntax.code, .error, "this is no JSON: \(reason)", file: file)
      diagnostic.line = line
      diagnostic.column = column
      diagnostic.suggestion = Self.hint(bytes, offset, reason)
      return diagnostic
    case .end:
      let last = bytes.lastIndex { $0 > 0x20 }
      let position = PositionScanner(bytes).position(ofByte: last.map { $0 + 1 } ?? 0)
      var diagnostic = Diagnostic(Rule.syntax.code, .error, "this is no JSON: the text ends too early", file: file)
      diagnostic.line = position.line
      diagnostic.column = position.column
      diagnostic.suggestion = last == nil ? "the text is empty" : "a bracket or a quote is not closed"
      return diagnostic
    case .depth:
      var diagnostic = Diagnostic(
        Rule.syntax.code, .error, "objects and arrays stand inside of each other more than \(limits.depth) deep", file: file)
      if let position = PositionScanner(bytes).firstDeeper(than: limits.depth) {
        diagnostic.line = position.line
        diagnostic.column = position.column
      }
      diagnostic.suggestion = "make it flatter; no graph, manifest or message needs more"
      return diagnostic
    case .keys(let count):
      let message = "an object has \(count) keys; at most \(limits.keys) are read"
      return Diagnostic(Rule.syntax.code, .error, message, file: file, suggestion: "use an array for what has many elements")
    }
  }

  private static func hint(_ bytes: [UInt8], _ offset: Int, _ reason: String) -> String? {
    let near = bytes[max(0, min(offset, bytes.count) - 1)..<min(bytes.count, max(offset, 0) + 1)]
    if near.contains(UInt8(ascii: "/")) || near.contains(UInt8(ascii: "#")) {
      return "JSON has no comments; put remarks into a key that begins with x-"
    }
    if near.contains(UInt8(ascii: "'")) { return "texts stand between \" in JSON" }
    if near.contains(UInt8(ascii: "]")) || near.contains(UInt8(ascii: "}")) { return "is there a comma too many before it?" }
    if reason.contains("expected") { return "is there a comma or a bracket missing before it?" }
    return nil
  }
}
