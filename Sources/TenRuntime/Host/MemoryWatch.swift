internal import Glibc
internal import TenCore

/// Looks how the process' memory grows, and tells sessions with which of their nodes it did. On the watchdog's thread only.
struct MemoryWatch {
  private struct Owner: Hashable, Sendable {
    let session: Session
    let node: NodeIndex

    static func == (left: Owner, right: Owner) -> Bool { left.session === right.session && left.node == right.node }

    func hash(into hasher: inout Hasher) {
      hasher.combine(ObjectIdentifier(session))
      hasher.combine(node)
    }
  }

  private let recorder: MessageRecorder?
  private var growth = MemoryGrowth<Owner>(peak: Self.peak)
  /// How far each loop had come at the last look.
  private var counts: [ObjectIdentifier: UInt] = [:]

  init(recorder: MessageRecorder?) { self.recorder = recorder }

  /// Whether a look is worth while.
  var hasGrown: Bool { growth.hasGrown(peak: Self.peak) }

  mutating func look(_ watched: [Watchdog.Watched]) {
    var now: [ObjectIdentifier: UInt] = [:]
    let looks = watched.map { one in
      let snapshot = one.loop.activity.snapshot
      let loop = ObjectIdentifier(one.loop)
      now[loop] = snapshot.count
      let hasMoved = counts[loop] != snapshot.count
      let hand = snapshot.node ?? snapshot.task.flatMap(node)
      return MemoryGrowth<Owner>.Look(
        hand: owner(hand, one), last: hasMoved && snapshot.task == nil ? owner(snapshot.last.flatMap(node) ?? snapshot.lastNode, one) : nil)
    }
    counts = now
    for (owner, bytes) in growth.look(peak: Self.peak, looks) {
      owner.session.view.change { $0.memory[owner.node, default: 0] += bytes }
    }
  }

  private func node(_ worker: LoopActivity.Worker) -> NodeIndex? {
    switch worker {
    case .node(let node): node
    case .task(let task): node(task)
    }
  }

  private func node(_ task: UInt) -> NodeIndex? { recorder?.node(ofTask: task) }

  private func owner(_ node: NodeIndex?, _ watched: Watchdog.Watched) -> Owner? {
    watched.session(of: node).map { Owner(session: $0.session, node: $0.node) }
  }

  /// The most bytes that the process has used: what is given back in between is not seen, and not counted twice.
  private static var peak: Int {
    var use = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &use)
    return use.ru_maxrss << 10
  }
}
