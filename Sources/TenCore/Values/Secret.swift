/// A text that is never shown: a token, an API key, a password. Printing, interpolating, dumping and reflecting it show `***`; encoding it throws.
public struct Secret: Sendable, Hashable {
  private let text: String

  public init(_ text: String) { self.text = text }

  /// The text itself, for the one place that sends it to its vendor.
  public func reveal() -> String { text }

  public var isEmpty: Bool { text.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Masking.mask }
  public var debugDescription: String { Masking.mask }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Codable {
  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    throw EncodingError.invalidValue(
      self,
      EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "a secret is never encoded; where its text must be sent, call reveal()")
    )
  }
}
