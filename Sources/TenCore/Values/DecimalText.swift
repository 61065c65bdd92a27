/// What a text is as a decimal number, by JSON's grammar: no `+`, no blanks, no `0x`, no `inf`.
enum DecimalText {
  case integer
  /// With a fraction or an exponent.
  case fraction
  /// A number written with leading zeros, or `-0`: as an integer it would not be the same text again.
  case leadingZero

  init?(_ text: String) {
    var rest = Substring(text).utf8
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let whole = Self.digits(&rest)
    guard let first = whole.first else { return nil }
    var isInteger = true
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard !Self.digits(&rest).isEmpty else { return nil }
      isInteger = false
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard !Self.digits(&rest).isEmpty else { return nil }
      isInteger = false
    }
    guard rest.isEmpty else { return nil }
    let zero = UInt8(ascii: "0")
    if first == zero && (whole.count > 1 || (isInteger && text != "0")) {
      self = .leadingZero
    } else {
      self = isInteger ? .integer : .fraction
    }
  }

  /// Whether every digit before the exponent is a zero.
  static func isZero(_ text: String) -> Bool {
    text.utf8.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
      .allSatisfy { !(UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
  }

  private static func digits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest[digits.endIndex...]
    return digits
  }
}
