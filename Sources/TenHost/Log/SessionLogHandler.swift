internal import Logging
internal import TenCore

/// Writes the log lines of a session's node, or of the session itself.
struct SessionLogHandler: LogHandler {
  let session: SessionName
  let node: String?
  let sinks: [(sink: LogSink, level: Logger.Level)]
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?

  init(session: SessionName, node: String?, sinks: [(sink: LogSink, level: Logger.Level)], logLevel: Logger.Level) {
    self.session = session
    self.node = node
    self.sinks = sinks
    self.logLevel = logLevel
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
    if let own = event.metadata { all.merge(own) { _, new in new } }
    let line = LogLine(session: session.text, node: node, level: event.level, message: event.message.description, metadata: all)
    for (sink, level) in sinks where event.level >= level {
      sink.outlet.write(line.text(for: sink), mayDrop: true)
    }
  }
}
