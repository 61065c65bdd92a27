internal import Glibc
public import Logging
internal import TenCore
internal import TenGraph

/// The server's own log: a line of JSON each, on standard error.
public struct ServerLogHandler: LogHandler {
  private let label: String
  public var logLevel = Logger.Level.info
  public var metadata: Logger.Metadata = [:]

  public init(label: String) { self.label = label }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var line: Properties = [
      "time": Value(ServerClock.unix()), "level": .string(event.level.rawValue), "from": .string(label),
      "message": .string(event.message.description),
    ]
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
      line[key] = .string("\(value)")
    }
    StandardText.log(JSON.bytes(of: .object(line)) + [UInt8(ascii: "\n")], to: STDERR_FILENO)
  }
}

/// Text on standard output or standard error, in one call, so that lines of several threads never mix.
public enum StandardText {
  public static func output(_ text: String) { write(text, to: STDOUT_FILENO) }
  public static func error(_ text: String) { write(text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: CInt) {
    let bytes = Array(text.utf8)
    // A reader that is gone stops nothing.
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }

  /// A line of a log: a reader that does not read must not hold up the server, so the line is lost then.
  /// - Returns: the bytes that were written.
  @discardableResult
  static func log(_ bytes: [UInt8], to descriptor: CInt) -> Int {
    var one = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard poll(&one, 1, 0) == 1, one.revents & Int16(POLLOUT) != 0 else { return 0 }
    return max(0, bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) })
  }
}
