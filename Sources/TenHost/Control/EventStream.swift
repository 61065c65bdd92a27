internal import TenControl
internal import TenCore

/// The events of a host, with its secrets masked. From any thread.
final class EventStream: Sendable {
  private struct State {
    var journal = EventJournal()
    var secrets = SecretFilter()
    var isTold = false
  }

  private let state = Locked(State())
  private let loop: EventLoop
  private let onNew: Locked<(@Sendable () -> Void)?> = Locked(nil)

  /// Of a line on the channel, without its end.
  static let longestLine = 1 << 20

  init(_ loop: EventLoop) { self.loop = loop }

  /// - Parameter call: on the loop, soon after there is something new.
  func whenNew(_ call: @escaping @Sendable () -> Void) { onNew.withLock { $0 = call } }

  /// Texts that must never be seen, from now on.
  func hide(_ secrets: SecretFilter) { state.withLock { $0.secrets = secrets } }

  func masked(_ properties: Properties) -> Properties { state.withLock { $0.secrets }.applied(to: properties) }

  @discardableResult
  func add(_ kind: HostEvent.Kind, _ body: Properties) -> Int {
    let time = Int(loop.unixTime / 1_000_000)
    let (sequence, isFirst) = state.withLock { state in
      let body = state.secrets.applied(to: body)
      let isKept = HostEvent(sequence: 0, kind: kind, time: time, body: Properties()).isKept
      let sequence = state.journal.add(kind, isKept: isKept) { sequence in
        Self.line(HostEvent(sequence: sequence, kind: kind, time: time, body: body))
      }
      defer { state.isTold = true }
      return (sequence, !state.isTold)
    }
    if isFirst { loop.post { self.tell() } }
    return sequence
  }

  /// The line that says that so many events before this one are not there any more.
  func dropped(_ count: Int, before sequence: Int) -> [UInt8] {
    let body: Properties = ["event": "events_dropped", "count": Value(count), "detail": "the server did not read them in time"]
    return HostReply.event(HostEvent(sequence: sequence - 1, kind: .event, time: Int(loop.unixTime / 1_000_000), body: body)).line
  }

  private func tell() {
    state.withLock { $0.isTold = false }
    onNew.withLock { $0 }?()
  }

  var last: Int { state.withLock { $0.journal.last } }

  func next(after sequence: Int) -> EventJournal.Entry? { state.withLock { $0.journal.next(after: sequence) } }

  func ordinal(of sequence: Int) -> Int? { state.withLock { $0.journal.ordinal(of: sequence) } }

  /// The largest parts go where a line would be longer than the channel takes.
  private static func line(_ event: HostEvent) -> [UInt8] {
    let line = HostReply.event(event).line
    guard line.count > longestLine else { return line }
    var event = event
    for name in ["connections", "start", "text", "detail", "nodes"] {
      guard event.body[name] != nil else { continue }
      event.body[name] = nil
      event.body["left_out"] = .array((event.body["left_out"]?.array ?? []) + [.string(name)])
      let line = HostReply.event(event).line
      if line.count <= longestLine { return line }
    }
    event.body = ["left_out": ["body"]]
    return HostReply.event(event).line
  }
}
