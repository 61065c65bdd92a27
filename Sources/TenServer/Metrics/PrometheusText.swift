/// Metrics in Prometheus' text format, version 0.0.4.
struct PrometheusText {
  enum Kind: String { case counter, gauge, histogram }

  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  /// Begins a metric; its samples follow.
  mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
  }

  mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: Double) {
    line(name, labels.map { ($0.key, $0.value) }, value)
  }

  mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: Int) { sample(name, labels, Double(value)) }
  mutating func sample(_ name: String, _ value: Double) { line(name, [], value) }

  /// - Parameters:
  ///   - bounds: the upper bounds of the buckets, rising.
  ///   - counts: how many fell into each bucket alone, and last those above all bounds.
  mutating func histogram(_ name: String, _ label: (key: String, value: String), bounds: [Double], counts: [Int], sum: Double) {
    var total = 0
    for (bound, count) in zip(bounds, counts) {
      total += count
      line("\(name)_bucket", [label, ("le", Self.number(bound))], Double(total))
    }
    total += counts.dropFirst(bounds.count).reduce(0, +)
    line("\(name)_bucket", [label, ("le", "+Inf")], Double(total))
    line("\(name)_sum", [label], sum)
    line("\(name)_count", [label], Double(total))
  }

  private mutating func line(_ name: String, _ labels: [(key: String, value: String)], _ value: Double) {
    let pairs = labels.map { "\($0.key)=\"\(Self.escaped($0.value, quotes: true))\"" }.joined(separator: ",")
    text += "\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(Self.number(value))\n"
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return Int(exactly: value).map(String.init) ?? "\(value)"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
