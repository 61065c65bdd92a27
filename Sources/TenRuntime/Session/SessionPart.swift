internal import TenCore

/// The part of a session that lives on one loop: the nodes of its groups, and the commands that they wait for. A session has one part unless its graph
/// gives groups a thread of their own. Everything in it is confined to the loop, but for `remote`.
final class SessionPart: @unchecked Sendable {
  // @unchecked: protected by the loop; `remote` by its mutex.
  let session: Session
  let loop: EventLoop
  /// The way onto the loop for callers from elsewhere.
  let gate: LoopGate
  /// Whether the part owns a loop thread that ends with the session.
  let ownsLoop: Bool
  var nodes: [Node] = []
  private let pendingTable: UnsafeMutablePointer<PendingTable>
  private(set) var workers = 0
  private let remote = Locked(RemoteQueue())
  /// Storage for the next batch, kept to be used again.
  private var spare: [RemoteItem] = []
  private var queues: [ObjectIdentifier: PartQueue] = [:]
  private var sweep = TimerID.none
  private var sweepAt = UInt64.max

  private struct RemoteQueue {
    var items: [RemoteItem] = []
    var urgent: [RemoteItem] = []

    var isEmpty: Bool { items.isEmpty && urgent.isEmpty }
  }

  init(session: Session, loop: EventLoop, ownsLoop: Bool) {
    self.session = session
    self.loop = loop
    gate = LoopGate(loop: loop)
    pendingTable = .allocate(capacity: 1)
    pendingTable.initialize(to: PendingTable())
    self.ownsLoop = ownsLoop
  }

  deinit {
    pendingTable.deinitialize(count: 1)
    pendingTable.deallocate()
  }

  /// The commands that wait for their results. Behind a pointer: every command looks here several times.
  var pending: PendingTable {
    @inline(__always) _read { yield pendingTable.pointee }
    @inline(__always) _modify { yield &pendingTable.pointee }
  }

  func workerStarted() { workers += 1 }

  func workerEnded() {
    workers -= 1
    session.workerEnded(of: self)
  }

  /// Runs `body` on the loop: now, if the caller is on it.
  func perform(_ body: @escaping @Sendable () -> Void) {
    if loop.isOnLoop { body() } else { loop.post(body) }
  }

  /// The turn of what runs now.
  @inline(__always)
  var currentTurn: Turn {
    loop.hot.pointee.isInDelivery ? loop.hot.pointee.turn : Scope.current?.turn ?? .none
  }

  /// Hands something to another part, from this part's loop: at the end of the work in hand, or at once when urgent.
  func send(_ item: RemoteItem, to other: SessionPart, urgent: Bool = false) {
    guard !urgent else { return other.handOver(item, urgent: true) }
    let queue: PartQueue
    if let known = queues[ObjectIdentifier(other)] {
      queue = known
    } else {
      queue = PartQueue(to: other)
      queues[ObjectIdentifier(other)] = queue
    }
    if queue.append(item) { loop.hot.pointee.flushes.append(queue) }
  }

  /// Takes something over from any thread.
  func handOver(_ item: RemoteItem, urgent: Bool = false) {
    let wasEmpty = remote.withLock { queue in
      let wasEmpty = queue.isEmpty
      if urgent { queue.urgent.append(item) } else { queue.items.append(item) }
      return wasEmpty
    }
    if wasEmpty { loop.post(urgent: urgent) { self.takeRemote() } }
  }

  /// Takes a batch over: one lock, and one wake-up for all that comes before the loop looks.
  func handOver(_ batch: inout [RemoteItem]) {
    let wasEmpty = remote.withLock { queue in
      let wasEmpty = queue.isEmpty
      if queue.items.isEmpty { swap(&queue.items, &batch) } else { queue.items.append(contentsOf: batch) }
      return wasEmpty
    }
    batch.removeAll(keepingCapacity: true)
    if wasEmpty { loop.post { self.takeRemote() } }
  }

  private func takeRemote() {
    var taken = RemoteQueue(items: spare, urgent: [])
    spare = []
    remote.withLock { swap(&$0, &taken) }
    for item in taken.urgent { take(item) }
    for item in taken.items { take(item) }
    taken.items.removeAll(keepingCapacity: true)
    if taken.items.capacity <= 4_096 { spare = taken.items }
  }

  private func take(_ item: RemoteItem) {
    switch item {
    case .message(let envelope, let connection): connection._withUnsafeGuaranteedRef { $0.arrive(envelope) }
    case .result(let id, let connection, let result): connection.complete(id, with: result)
    case .room(let connection): connection.wakeWaiters()
    }
  }

  /// Makes sure that commands whose time is over get their result: one timer at the earliest deadline, which then looks at all.
  func watchDeadline(_ deadline: UInt64) {
    guard deadline < sweepAt else { return }
    loop.cancel(sweep)
    sweepAt = deadline
    sweep = loop.at(deadline) { [unowned self] in sweepDeadlines() }
  }

  /// A command of the host waits for its final result from now on.
  func setDeadline(of id: CommandID, milliseconds: Int) {
    let timeout = UInt64(max(0, milliseconds)) * 1_000_000
    let deadline = loop.now &+ timeout
    pending.update(id) { entry in
      entry.deadline = deadline
      entry.timeout = timeout
    }
    watchDeadline(deadline)
  }

  private func sweepDeadlines() {
    sweepAt = .max
    let now = loop.now
    for id in pending.expired(at: now) {
      guard let connection = pending.connection(of: id) else { continue }
      let seconds = Double(pending.entry(id)?.timeout ?? 0) / 1_000_000_000
      connection.giveUp(
        id, .timeout, "the command '\(connection.name)' to node '\(connection.destination.name)' got no final result within \(seconds) s")
    }
    if let next = pending.earliestDeadline { watchDeadline(max(next, now + 1_000_000)) }
  }

  /// Lets the other parts go.
  func dissolve() {
    nodes = []
    queues = [:]
  }

  func cancelTimers() {
    loop.cancel(sweep)
    sweepAt = .max
  }
}
