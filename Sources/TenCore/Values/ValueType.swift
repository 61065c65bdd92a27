/// The types that a manifest can declare: TEN's, by TEN's names.
public enum ValueType: String, Sendable, CaseIterable {
  case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64, string, buf, array, object, ptr

  public var isInteger: Bool {
    switch self {
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: true
    default: false
    }
  }

  public var isFloat: Bool { self == .float32 || self == .float64 }

  /// Whether a sender's declared type may feed a receiver's: the same type, any integer into any integer, any number into a float
  /// (values that do not fit are found when a message is sent). TEN's rule: `ten-runtime` section 2.3.
  public func accepts(_ other: ValueType) -> Bool {
    self == other || (isInteger && other.isInteger) || (isFloat && (other.isFloat || other.isInteger))
  }
}
