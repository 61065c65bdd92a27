/// What a JSON value must look like: checks requests, and is the schema in the OpenAPI document.
public indirect enum Shape: Sendable {
  case string(minLength: Int = 0, maxLength: Int? = nil, pattern: String? = nil, format: String? = nil, choices: [String] = [])
  case integer(minimum: Int? = nil, maximum: Int? = nil)
  case number(minimum: Double? = nil, maximum: Double? = nil)
  case boolean
  case array(Shape, maxItems: Int? = nil)
  /// Members in order; others are refused unless `rest` says what they must be.
  case object([Member], rest: Shape? = nil)
  /// Whatever JSON there is, with numbers between -2^63 and 2^63.
  case any
  case nullable(Shape)
  case oneOf([Shape])
  /// Said to be the first; only the second is checked here, because the handler refuses the rest with an answer of its own.
  case narrowed(Shape, checked: Shape)
  /// A shape of `components/schemas`.
  case named(String, Shape)

  public struct Member: Sendable {
    public var name: String
    public var shape: Shape
    public var isRequired: Bool
    public var description: String

    public init(_ name: String, _ shape: Shape, required: Bool = false, _ description: String = "") {
      self.name = name
      self.shape = shape
      isRequired = required
      self.description = description
    }
  }
}
