internal import Glibc
internal import Logging
internal import TenCore
internal import TenGraph
internal import TenLoop

/// One line of the log, in both of its forms.
struct LogLine {
  let session: String
  let node: String?
  let level: Logger.Level
  let message: String
  let metadata: Logger.Metadata

  func text(for sink: LogSink) -> String {
    let text = sink.format == .json ? json : plain(sink.colours)
    guard text.utf8.count > sink.longest else { return text }
    // In JSON a byte of the message takes up to six.
    let cut = String(decoding: message.utf8.prefix(max(0, (sink.longest - 1_024) / 8)), as: UTF8.self) + " … (\(message.utf8.count) bytes)"
    let short = LogLine(session: session, node: node, level: level, message: cut, metadata: [:])
    return sink.format == .json ? short.json : short.plain(sink.colours)
  }

  /// When the process began to log, by the monotonic clock.
  static let origin = MonotonicClock.now

  private var seconds: String { Fixed.text(Double(MonotonicClock.now &- min(Self.origin, MonotonicClock.now)) / 1e9, decimals: 3) }

  /// `    0.412 info     s1/tts  message  key=value`
  func plain(_ colours: Colours) -> String {
    let place = node.map { "\(session)/\($0)" } ?? session
    let pairs = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let name = level.rawValue + String(repeating: " ", count: max(0, 8 - level.rawValue.count))
    // A message of several lines stays one entry: what follows is indented.
    let text = message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(separator: "\n            ")
    return "\(colours.dim(Fixed.padded(seconds, 9)))  \(painted(name, colours)) \(colours.blue(place))  \(text)\(colours.dim(pairs))\n"
  }

  private func painted(_ name: String, _ colours: Colours) -> String {
    switch level {
    case .error, .critical: colours.red(name)
    case .warning: colours.yellow(name)
    default: name
    }
  }

  /// An object with `type`, `time`, `level`, `session`, `node`, `message`, `metadata`.
  var json: String {
    var object: Properties = ["type": "log", "time": .string(Self.time()), "level": .string(level.rawValue), "session": .string(session)]
    if let node { object["node"] = .string(node) }
    object["message"] = .string(message)
    if !metadata.isEmpty {
      object["metadata"] = .object(Properties(metadata.sorted { $0.key < $1.key }.map { ($0.key, Self.value($0.value)) }))
    }
    return JSON.text(of: .object(object)) + "\n"
  }

  private static func value(_ value: Logger.MetadataValue) -> Value {
    switch value {
    case .string(let text): .string(text)
    case .stringConvertible(let convertible): .string(convertible.description)
    case .array(let elements): .array(elements.map(Self.value))
    case .dictionary(let members): .object(Properties(members.sorted { $0.key < $1.key }.map { ($0.key, Self.value($0.value)) }))
    }
  }

  /// Now in UTC, as RFC 3339 writes it.
  private static func time() -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var parts = tm()
    gmtime_r(&now.tv_sec, &parts)
    func digits(_ value: Int, _ width: Int = 2) -> String { String(repeating: "0", count: max(0, width - String(value).count)) + String(value) }
    let date = "\(Int(parts.tm_year) + 1900)-\(digits(Int(parts.tm_mon) + 1))-\(digits(Int(parts.tm_mday)))"
    return "\(date)T\(digits(Int(parts.tm_hour))):\(digits(Int(parts.tm_min))):\(digits(Int(parts.tm_sec))).\(digits(now.tv_nsec / 1_000_000, 3))Z"
  }
}
