internal import Synchronization
public import TenCore
internal import TenLoop

/// Sees what a blocked loop no longer can: looks 10 times a second at the loops of a host's sessions, while any session runs. As long as the host's own loop
/// moves, it looks from there; else from a thread of its own, which costs a wake-up. A host that only waits is not looked at.
///
/// Costs nothing per message. To be made and stopped on the thread of the host's loop. Its closures are called on whichever thread looks.
public final class Watchdog: Sendable {
  /// A loop without progress.
  public struct Stall: Sendable {
    /// The sessions that wait with it.
    public var sessions: [String]
    /// The node whose code holds the loop; nil where that is not known: after a suspension, code belongs to a task and not to a message.
    public var node: String?
    /// The message that the node has in hand.
    public var message: String?
    /// The nodes of the loop.
    public var nodes: [String]
    public var milliseconds: Int
    /// Whether the loop moves again.
    public var isOver: Bool
  }

  private let host: Host
  private let limits: BlockLimits
  private let memory: Locked<MemoryWatch>
  private let detectors = Locked<[ObjectIdentifier: BlockDetector]>([:])
  /// At the last look no loop but the host's own was in use, and that one was not stuck.
  private let isCalm = Atomic<Bool>(false)
  private let onStall: @Sendable (Stall) -> Void
  private let onBlock: @Sendable ([EndRecord]) -> Void
  private let thread: Locked<WatchdogThread?>

  /// - Parameters:
  ///   - interval: milliseconds between two looks.
  ///   - host: whose loops it watches.
  ///   - limits: when it speaks, and when it gives up.
  ///   - onStall: a loop has made no progress for `limits.report`, or makes progress again.
  ///   - onBlock: a loop has made no progress for `limits.block`. Gets the records of all sessions that need the loop; they will not end by themselves,
  ///     so write the records and end the process.
  /// - Throws: when the system gives no thread.
  public init(
    _ host: Host, limits: BlockLimits = BlockLimits(), interval: Int = 100, onStall: @escaping @Sendable (Stall) -> Void,
    onBlock: @escaping @Sendable ([EndRecord]) -> Void
  ) throws {
    self.host = host
    self.limits = limits
    self.onStall = onStall
    self.onBlock = onBlock
    memory = Locked(MemoryWatch(recorder: host.options.recorder))
    thread = Locked(nil)
    let milliseconds = UInt64(max(1, interval))
    let hasBeat = host.loop.onBeat(every: milliseconds) { [weak self] in self?.beat() }
    let made = try WatchdogThread(interval: milliseconds * 1_000_000) { [weak self] in
      guard let self else { return false }
      let onlyWaits = look()
      return !(hasBeat && onlyWaits)
    }
    thread.withLock { $0 = made }
    host.whenBusy { [weak self] isBusy in
      self?.isCalm.store(false, ordering: .relaxed)
      if isBusy { made.enable() } else { made.disable() }
    }
  }

  /// Ends the thread and waits for it. Not to be called by the closures.
  public func stop() {
    host.whenBusy { _ in }
    _ = host.loop.onBeat(every: 0, nil)
    thread.withLock { thread in
      thread?.stop()
      thread = nil
    }
  }

  /// Looks no more until `resume`: for a session that is prepared and only waits, where every wake-up counts.
  package func pause() { thread.withLock { $0?.disable() } }

  package func resume() { thread.withLock { $0?.enable() } }

  struct Watched {
    var loop: EventLoop
    var users: [(session: Session, nodes: [NodeIndex])] = []

    /// Several sessions on one loop have nodes of the same number: of those nobody is named.
    func session(of node: NodeIndex?) -> (session: Session, node: NodeIndex)? {
      guard let node, users.count == 1, let user = users.first, user.nodes.contains(node) else { return nil }
      return (user.session, node)
    }
  }

  private func beat() {
    guard thread.withLock({ $0?.putOff() ?? false }) else { return }
    // The loop that calls moves. A look at all costs as much as what a session does meanwhile.
    if !isCalm.load(ordering: .relaxed) || memory.withLock({ $0.hasGrown }) { look() }
  }

  /// - Returns: whether no loop but the host's own is in use, and that one waits. Its next turn begins with a beat then.
  @discardableResult
  private func look() -> Bool {
    // A session that begins meanwhile takes it back.
    isCalm.store(true, ordering: .relaxed)
    let watched = loops()
    let now = MonotonicClock.now
    let isAlone = !watched.isEmpty && watched.allSatisfy { $0.loop === host.loop }
    var onlyWaits = isAlone
    for one in watched {
      let snapshot = one.loop.activity.snapshot
      if !snapshot.isWaiting { onlyWaits = false }
      let finding = detectors.withLock { $0[ObjectIdentifier(one.loop), default: BlockDetector(limits)].look(snapshot, at: now) }
      judge(finding, one, snapshot, now)
    }
    memory.withLock { $0.look(watched) }
    let known = Set(watched.map { ObjectIdentifier($0.loop) })
    let isStuck = detectors.withLock { detectors in
      detectors = detectors.filter { known.contains($0.key) }
      return detectors.values.contains { $0.isStuck }
    }
    if !isAlone || isStuck { isCalm.store(false, ordering: .relaxed) }
    return onlyWaits
  }

  private func loops() -> [Watched] {
    var found: [Watched] = []
    for session in host.runningSessions {
      for (loop, nodes) in session.view.current.loops {
        let index = found.firstIndex { $0.loop === loop } ?? found.endIndex
        if index == found.endIndex { found.append(Watched(loop: loop)) }
        found[index].users.append((session, nodes))
      }
    }
    return found
  }

  private func judge(_ finding: BlockDetector.Finding, _ watched: Watched, _ snapshot: LoopActivity.Snapshot, _ now: UInt64) {
    switch finding {
    case .none: break
    case .stalled(let milliseconds): onStall(stall(watched, snapshot, milliseconds, isOver: false))
    case .resumed(let milliseconds): onStall(stall(watched, snapshot, milliseconds, isOver: true))
    case .blocked(let milliseconds):
      let stall = stall(watched, snapshot, milliseconds, isOver: false)
      onBlock(watched.users.map { session, _ in session.blockedRecord(node: stall.node.flatMap(session.graph.index), detail: "\(stall)", now: now) })
    }
  }

  private func stall(_ watched: Watched, _ snapshot: LoopActivity.Snapshot, _ milliseconds: Int, isOver: Bool) -> Stall {
    // Several sessions on one loop have nodes of the same number: only one name that all agree on can be told.
    let index = isOver ? nil : snapshot.node
    let holders = watched.users.compactMap { user in index.flatMap { user.nodes.contains($0) ? user.session.graph.nodes[$0].name : nil } }
    let node = Set(holders).count == 1 ? holders.first : nil
    return Stall(
      sessions: watched.users.map(\.session.name), node: node, message: node == nil ? nil : snapshot.name?.text,
      nodes: watched.users.flatMap { user in user.nodes.map { user.session.graph.nodes[$0].name } }, milliseconds: milliseconds, isOver: isOver)
  }
}

extension Watchdog.Stall: CustomStringConvertible {
  public var description: String {
    if isOver { return "the loop of \(loopName) moves again, after \(milliseconds) ms" }
    let advice = "; move blocking calls into context.offload { }"
    guard let node else {
      return "the loop of \(loopName) has made no progress for \(milliseconds) ms: a task or callback of one of them blocks it\(advice)"
    }
    let message = message.map { " in its handler of '\($0)'" } ?? ""
    return "node '\(node)' has blocked its loop for \(milliseconds) ms\(message)\(advice)"
  }

  private var loopName: String { "the nodes \(nodes.map { "'\($0)'" }.joined(separator: ", "))" }
}
