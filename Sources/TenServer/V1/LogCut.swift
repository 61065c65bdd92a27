internal import Logging
internal import TenCore
internal import TenGraph

/// Which lines of a log are wanted. Pure.
struct LogCut: Sendable {
  /// Lines of a lower level are left out.
  var level: Logger.Level?
  /// Only so many of the last lines.
  var tail: Int?

  static let levels = Logger.Level.allCases.map(\.rawValue)

  func of(_ bytes: [UInt8]) -> [UInt8] {
    let lines = ofLevel(bytes)
    return tail.map { LogTail.last($0, of: lines) } ?? lines
  }

  /// A line that is no JSON, or says no level, is shown: it may be what is looked for.
  func ofLevel(_ bytes: [UInt8]) -> [UInt8] {
    guard let level else { return bytes }
    var lines: [UInt8] = []
    for line in bytes.split(separator: 0x0a) {
      let said = (try? JSON.parse(Array(line)))?.object?["level"]?.string.flatMap { Logger.Level(rawValue: $0) }
      if said.map({ $0 >= level }) ?? true { lines += line + [0x0a] }
    }
    return lines
  }
}
