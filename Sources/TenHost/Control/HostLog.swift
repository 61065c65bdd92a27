internal import Logging
internal import TenControl
internal import TenCore

/// The log of a host under a server: lines of JSON in its runtime folder, bounded, with the session's secrets masked.
///
/// A graph's own `log` section is ignored here: where a server's hosts log is the server's business.
final class HostLog: Sendable {
  let sinks: LogSinks
  private let outlet: Outlet
  private let name: SessionName
  private let own: any LogHandler

  /// - Throws: `FileProblem`.
  init(_ host: String, _ folder: RuntimeFolder, bytes: Int) throws {
    let file = try RotatingFile(folder.log(of: host), older: folder.olderLog(of: host), bytes: bytes)
    outlet = Outlet(file)
    // Before its start message a session bears the host's name.
    name = SessionName(host)
    sinks = LogSinks(sinks: [LogSink(outlet: outlet, format: .json, rules: [.init(level: .info)], longest: file.longestLine)], name: name)
    own = sinks.makeHandler(host, nil)
  }

  /// The session has its name.
  func rename(_ session: String) { name.change(to: session) }

  func hide(_ secrets: SecretFilter) { outlet.hide(secrets) }

  /// A line of the host itself.
  func write(_ level: Logger.Level, _ text: String) {
    let own = own
    Logger(label: "tenhost") { _ in own }.log(level: level, "\(text)")
  }
}
