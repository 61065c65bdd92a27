internal import TenControl
internal import TenCore
internal import TenLoop

/// A session that has not ended: its record, its host, and what is waited for. On the loop's thread only.
final class LiveSession: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.

  /// What a start waits for.
  enum Readiness: Sendable {
    case ready
    /// The host says that the values do not fit the graph.
    case invalid(Properties)
    /// It will not get ready.
    case over
  }

  /// How it came to its end.
  enum Outcome: Sendable {
    case record(HostEvent)
    case died(HostEnd?, reason: String)
  }

  struct Ending: Sendable {
    var code: EndReason.Code
    var detail: String
  }

  var record: SessionRecord
  /// Kept until the session is ready, for a host whose connection broke before it had read it.
  var start: StartRequest?
  /// Knows the values that no record may show; nil while nobody knows them: those of a session that a server before this one had started.
  var scrubber: SecretScrubber?
  var host: HostHandle?
  let events = EventLog()
  let readiness = Promise<Readiness>()
  let outcome = Promise<Outcome>()
  /// Fulfilled when the session is ended, stored, and its channel is free.
  let concluded = Promise<SessionRecord>()
  /// Set by whoever ends it first.
  var ending: Ending?
  /// The host was told to start it, so that it will tell its end.
  var isStarted = false
  /// Its start is at work: whoever does that ends it, too, until the host was told.
  var isStarting = false
  /// Signals were sent to its host.
  var wasKilled = false
  /// Waits for a host by this number.
  var waiter: Int?
  var isConcluding = false
  /// The journal is at work for it.
  var writing: Promise<Void>?
  var counters = Counters()
  /// Milliseconds between counters that a reader asked for; 0 for the supervisor's own pace.
  var watch = 0
  /// When the request came, by the loop's clock.
  let began: UInt64

  init(_ record: SessionRecord, began: UInt64) {
    self.record = record
    self.began = began
  }
}
