/// Names that no two things share, and keys that nobody guesses.
enum Tokens {
  static func session() -> String { "s" + hexadecimal(UInt64.random(in: .min ... .max)) }
  static func host() -> String { "h" + hexadecimal(UInt64.random(in: .min ... .max)) }
  static func key() -> String { hexadecimal(UInt64.random(in: .min ... .max)) + hexadecimal(UInt64.random(in: .min ... .max)) }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
