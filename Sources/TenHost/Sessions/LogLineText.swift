internal import TenCore

/// A line of a session's log for people.
enum LogLineText {
  static func text(of line: Properties) -> String {
    let time = line["time"]?.string.map { String($0.dropFirst(11).prefix(12)) + "  " } ?? ""
    let node = line["node"]?.string.map { "\($0): " } ?? ""
    return "\(time)\(line["level"]?.string ?? "log")  \(node)\(line["message"]?.string ?? "")"
  }
}
