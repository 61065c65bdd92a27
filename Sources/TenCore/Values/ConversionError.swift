/// A value that does not fit what is declared for it, or a rule of a `msg_conversion` that cannot be carried out.
public struct ConversionError: Error, Sendable, Hashable {
  /// Where the value stands inside of what was converted: `headers[2].name`; empty for the value itself.
  public var path: String
  /// The value's kind, as `Value.kindName` says it; empty where there is no value.
  public var kind: String
  /// The type that the value should have had; nil where the error is not about a type.
  public var declared: ValueType?
  /// The value as it may be shown, shortened; nil when it is secret, or too large to say anything.
  public var shown: String?
  /// Why it cannot be done, and what can; never holds the value.
  public var reason: String

  public init(path: String = "", kind: String = "", declared: ValueType? = nil, shown: String? = nil, reason: String) {
    self.path = path
    self.kind = kind
    self.declared = declared
    self.shown = shown
    self.reason = reason
  }

  /// The same error without the value, for a value that must not be shown although its schema does not say so.
  public var withoutValue: ConversionError {
    var copy = self
    copy.shown = nil
    return copy
  }

  /// What is wrong, without the path: `'x' (string) does not fit int32: the text is no decimal number`.
  public var message: String {
    guard let declared else { return reason }
    let subject = shown.map { "\($0) (\(kind))" } ?? "a value of kind \(kind)"
    return "\(subject) does not fit \(declared.rawValue): \(reason)"
  }

  /// Puts a step in front of the path, on the way out of a nested value.
  mutating func prefix(_ step: PropertyPath.Step) {
    let separator = path.isEmpty || path.hasPrefix("[") ? "" : "."
    switch step {
    case .key(let key): path = "\(key)\(separator)\(path)"
    case .index(let index): path = "[\(index)]\(separator)\(path)"
    }
  }
}

extension ConversionError: CustomStringConvertible {
  public var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

extension Value {
  /// The value for an error's text: quoted and shortened; nil for what has no short form.
  var shown: String? {
    switch self {
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .uint(let value): "\(value)"
    case .float(let value): "\(value)"
    case .string(let value): value.utf8.count > 60 ? "'\(value.prefix(57))…'" : "'\(value)'"
    case .null, .bytes, .array, .object, .reference: nil
    }
  }
}
