public import Logging
internal import TenCore

/// Every line that a session has logged. Shown only when a trial fails.
public final class TrialLog: Sendable {
  public struct Line: Sendable {
    /// Virtual time since the trial's start.
    public let time: Duration
    public let level: Logger.Level
    /// nil for the session's own lines.
    public let node: String?
    public let text: String
  }

  private let all = Locked<[Line]>([])
  private let loop: EventLoop
  private let begin: UInt64

  init(_ loop: EventLoop) {
    self.loop = loop
    begin = loop.now
  }

  public var lines: [Line] { all.withLock { $0 } }

  /// The lines of one node, or of all, that are at least as grave as `level` and contain `text`.
  public func lines(of node: String? = nil, atLeast level: Logger.Level = .trace, containing text: String = "") -> [Line] {
    lines.filter { ($0.node == node || node == nil) && $0.level >= level && (text.isEmpty || $0.text.contains(text)) }
  }

  func add(_ event: LogEvent, _ metadata: Logger.Metadata, of node: String?) {
    let more = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let time = Duration.nanoseconds(Int64(clamping: loop.now - begin))
    all.withLock { $0.append(Line(time: time, level: event.level, node: node, text: "\(event.message)\(more)")) }
  }

  func handler(of node: String?) -> any LogHandler { Handler(log: self, node: node) }

  private struct Handler: LogHandler {
    let log: TrialLog
    let node: String?
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { log.add(event, metadata, of: node) }
  }
}

extension TrialLog.Line: CustomStringConvertible {
  public var description: String { "\(time.inJournal)  \(level)  \(node.map { $0 + ": " } ?? "")\(text)" }
}
