internal import TenCore
public import TenRuntime

/// One run of a harness, as the test's body sees it: sends to the node under test, and expects what it sends.
///
/// The trial is a node of the session like others, called `trial`, and its messages go through real queues. What fails is thrown as a `TrialFailure`. Used from
/// the body's own tasks, all of which run on the virtual loop.
public final class Trial: Sendable {
  public let seed: UInt64
  public let loop: VirtualLoop
  /// All that the session has logged.
  public let log: TrialLog
  let journal: TrialJournal
  let neighbours: [String: Neighbour]
  let own: Neighbour
  let target: String?
  let begin: UInt64

  private struct State {
    var session: Session?
    var secrets: [String] = []
    var wasStopped = false
  }

  private let state = Locked(State())

  init(_ loop: VirtualLoop, _ layout: HarnessLayout, _ journal: TrialJournal) {
    seed = loop.seed
    self.loop = loop
    log = TrialLog(loop)
    self.journal = journal
    neighbours = layout.neighbours
    own = layout.own
    target = layout.target
    begin = loop.now
  }

  /// The session under test.
  public var session: Session {
    guard let session = state.withLock({ $0.session }) else { preconditionFailure("a trial's session is there before its body runs") }
    return session
  }

  /// The trial's own door to the runtime, for what the trial has no word for.
  public var context: ExtensionContext {
    guard let context = own.context else { preconditionFailure("the trial's node is there before its body runs") }
    return context
  }

  /// Virtual time since the session's start.
  public var time: Duration { .nanoseconds(Int64(clamping: loop.now - begin)) }

  /// A probe, a puppet or a peer, with the same expectations as the trial.
  public func probe(_ name: String) -> TrialProbe {
    guard let neighbour = neighbours[name] else {
      preconditionFailure("the trial has no probe '\(name)'; it has \(neighbours.keys.sorted())")
    }
    return TrialProbe(trial: self, neighbour: neighbour)
  }

  /// Lets virtual time pass; everything that becomes ready meanwhile runs.
  public func advance(by duration: Duration) async { await loop.wait(duration) }

  func adopt(_ session: Session) {
    let secrets = Set(session.secretTexts.filter { !$0.isEmpty }).sorted { $0.count > $1.count }
    state.withLock { state in
      state.session = session
      state.secrets = secrets
    }
  }

  var secrets: [String] { state.withLock { $0.secrets } }

  /// Whether a fault has stopped the session.
  var wasStopped: Bool { state.withLock { $0.wasStopped } }

  func stop(_ why: String) {
    journal.note(why, at: time)
    let session = state.withLock { state in
      state.wasStopped = true
      return state.session
    }
    session?.requestStop(EndReason(.stopped, detail: why))
  }

  /// Nothing more will come.
  func close() {
    for neighbour in neighbours.values { neighbour.received.close() }
  }
}
