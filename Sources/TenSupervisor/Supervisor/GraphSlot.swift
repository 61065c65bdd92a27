internal import TenControl
internal import TenCore
internal import TenLoop

/// A graph of the catalogue: its fork server, its warm hosts, and who waits for one. On the loop's thread only.
final class GraphSlot: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  enum Handed: Sendable {
    case host(HostHandle)
    case refused(WarmPool.Refusal)
  }

  let graph: SupervisorOptions.Graph
  var pool: WarmPool
  var timer = TimerID.none
  var server: ForkServerLink?
  /// Fork servers of older files, with hosts that have not ended.
  var retired: [ForkServerLink] = []
  var greeting: ForkGreeting?
  var files = GraphFiles()
  /// Why the graph cannot be run, with the look of its file at that time.
  var invalid: (problems: [Diagnostic], at: Int)?
  var waiters: [Int: Promise<Handed>] = [:]
  /// Sessions that have not ended.
  var sessions = 0

  init(_ graph: SupervisorOptions.Graph, pool: WarmPool) {
    self.graph = graph
    self.pool = pool
  }
}
