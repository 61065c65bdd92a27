internal import ArgumentParser

/// A time on the command line: `10s`, `250ms`, `5m`, `1h`; a bare number counts seconds.
struct TimeSpan: ExpressibleByArgument, Equatable, Sendable {
  let milliseconds: Int

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    guard let number = Double(digits), number.isFinite else { return nil }
    let unit: Double
    switch argument.dropFirst(digits.count) {
    case "ms": unit = 1
    case "s", "": unit = 1_000
    case "m", "min": unit = 60_000
    case "h": unit = 3_600_000
    default: return nil
    }
    // A year is enough.
    guard number * unit >= 1, number * unit <= 366 * 24 * 3_600_000 else { return nil }
    milliseconds = Int(number * unit)
  }
}
