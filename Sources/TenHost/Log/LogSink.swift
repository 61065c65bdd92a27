internal import Logging
internal import TenCore

/// Where log lines of some levels go, and how they look.
struct LogSink: Sendable {
  enum Format: Sendable { case plain, json }

  /// Lines of a category: of nodes whose name begins with it; nil for all. A level of nil is off.
  struct Rule: Sendable {
    var category: String?
    var level: Logger.Level?
  }

  var outlet: Outlet
  var format: Format
  var colours = Colours(isOn: false)
  var rules: [Rule]
  /// Bytes of one line: a longer one loses its metadata, and the end of its message.
  var longest = Int.max

  /// The least level that is written of a node, or of the session itself; nil for nothing. As in TEN, the last rule whose category fits counts, else the
  /// last one without a category.
  func level(of node: String?) -> Logger.Level? {
    let named = rules.last { rule in rule.category.map { (node ?? "").hasPrefix($0) } ?? false }
    return (named ?? rules.last { $0.category == nil })?.level
  }
}

/// All sinks of a host.
struct LogSinks: Sendable {
  var sinks: [LogSink]
  /// The session's name, where it is given after the handlers are made.
  var name: SessionName?

  /// As `HostOptions.makeLogHandler`.
  var makeHandler: @Sendable (_ session: String, _ node: String?) -> any LogHandler {
    { session, node in
      let taken = sinks.compactMap { sink in sink.level(of: node).map { (sink: sink, level: $0) } }
      guard let level = taken.map(\.level).min() else { return SwiftLogNoOpLogHandler() }
      return SessionLogHandler(session: name ?? SessionName(session), node: node, sinks: taken, logLevel: level)
    }
  }
}
