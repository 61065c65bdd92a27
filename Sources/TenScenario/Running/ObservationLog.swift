internal import TenCore
internal import TenTesting

/// Everything that was seen in a run, in order, and who waits for more. Confined to the run's loop.
final class ObservationLog: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private let loop: VirtualLoop
  private let begin: UInt64
  private(set) var all: [Observation] = []
  private var byPort: [Port: [Int]] = [:]
  /// How many of a port were looked at by steps before.
  private var passed: [Port: Int] = [:]
  private var waiter: UnsafeContinuation<Void, Never>?
  private(set) var isOver = false
  /// More than any scenario needs; what comes then is not kept.
  static let maximum = 500_000

  init(_ loop: VirtualLoop) {
    self.loop = loop
    begin = loop.now
  }

  /// From the begin of the run.
  var now: Duration { .nanoseconds(Int64(clamping: loop.now - begin)) }
  var count: Int { all.count }

  func add(_ observation: Observation) {
    guard all.count < Self.maximum else { return }
    var observation = observation
    observation.time = now
    byPort[observation.port, default: []].append(all.count)
    all.append(observation)
    wake()
  }

  /// The session has ended: nothing more will come.
  func end() {
    isOver = true
    wake()
  }

  /// What came at a port and was not looked at yet, with its place in the log.
  func open(_ port: Port) -> [(place: Int, observation: Observation)] {
    (byPort[port] ?? []).dropFirst(passed[port] ?? 0).map { ($0, all[$0]) }
  }

  /// All that came at a port.
  func seen(_ port: Port) -> [Observation] { (byPort[port] ?? []).map { all[$0] } }

  /// Everything at the port up to this place was looked at.
  func pass(_ port: Port, through place: Int) {
    let places = byPort[port] ?? []
    passed[port] = max(passed[port] ?? 0, places.prefix { $0 <= place }.count)
  }

  /// Waits until more than `known` things were seen, or for the deadline; returns at once when it has passed.
  func change(since known: Int, until deadline: Duration) async {
    guard now < deadline, !isOver, all.count == known else { return }
    let timer = loop.after((deadline - now).nanoseconds) { [unowned self] in wake() }
    await withUnsafeContinuation { continuation in
      // Looked at again: the way here may have been a job of its own.
      if now < deadline, !isOver, all.count == known { waiter = continuation } else { continuation.resume() }
    }
    loop.cancel(timer)
  }

  private func wake() {
    let waiting = waiter
    waiter = nil
    waiting?.resume()
  }
}
