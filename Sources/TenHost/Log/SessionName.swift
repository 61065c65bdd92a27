internal import TenCore

/// The name that log lines bear: of a session that is given its name when it is prepared already. From any thread.
final class SessionName: Sendable {
  private let state: Locked<String>

  init(_ text: String) { state = Locked(text) }

  var text: String { state.withLock { $0 } }

  func change(to text: String) { state.withLock { $0 = text } }
}
