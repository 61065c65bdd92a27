/// Numbers for people.
enum Fixed {
  /// A number with so many decimals: `12.500`.
  static func text(_ value: Double, decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(scaled)" }
    let fraction = String(scaled % scale)
    return "\(sign)\(scaled / scale).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
  }

  /// A number of milliseconds with its unit: `0.42 ms`, `12.1 s`.
  static func duration(milliseconds: Double) -> String {
    milliseconds < 1_000 ? "\(text(milliseconds, decimals: 2)) ms" : "\(text(milliseconds / 1_000, decimals: 2)) s"
  }

  /// Right-aligned in so many columns.
  static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
