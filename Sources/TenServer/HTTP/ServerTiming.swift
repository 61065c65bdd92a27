internal import TenCore

/// The header `Server-Timing`: how long the server took, in milliseconds, as a browser's tools show it.
/// Source: W3C Server Timing.
enum ServerTiming {
  static let header = "server-timing"

  /// The steps of a session's start, from the supervisor's first look at it.
  static func steps(of waterfall: Properties) -> String {
    waterfall.compactMap { name, value in value.double.map { entry(name, $0) } }.joined(separator: ", ")
  }

  /// From the request's head to the answer's, behind what the endpoint has told.
  static func total(_ nanoseconds: Int, after steps: String?) -> String {
    let total = entry("total", Double(nanoseconds) / 1_000_000)
    return steps.map { $0.isEmpty ? total : "\($0), \(total)" } ?? total
  }

  /// Three decimals, without Foundation.
  private static func entry(_ name: String, _ milliseconds: Double) -> String {
    let micros = Int(max(0, min(milliseconds, 1e9)) * 1_000)
    let fraction = String(micros % 1_000)
    return "\(name);dur=\(micros / 1_000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
  }
}
