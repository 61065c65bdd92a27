internal import Synchronization
internal import TenCore

/// A node of a session, as the runtime sees it: its inbox, its handlers in flight, and where its outputs go. `NodeBox` adds the extension.
/// Confined to its part's loop.
class Node: LoopWork, @unchecked Sendable {
  // @unchecked: protected by the part's loop.
  let part: SessionPart
  let index: NodeIndex
  private(set) var context: ExtensionContext! = nil
  let state: UnsafeMutablePointer<State>
  /// Connections to destinations that the sender named, or that nobody has, made when first used.
  var named: [NamedRoute: Connection] = [:]
  var strays = StrayRecords()
  var tasks = TaskRegistry()
  var resources = ResourceRegistry()
  /// Workers with a handler in flight.
  var active: [Worker] = []
  var properties: Properties
  /// Senders of this loop that wait for room here.
  var waitingSenders = WaitingSenders()
  /// Called once when nothing of the node runs any more.
  var whenDrained: (() -> Void)?
  /// Commands that it passed on, by the command that it took, so that taking that back takes these back too.
  var forwarded: [Upstream: [Sent]] = [:]
  /// Counts how often it was made, so that what comes late from a former life is known.
  private(set) var life = 0
  /// The deadline of its prepare or stop.
  private var deadline = TimerID.none
  /// Whether its present life has failed.
  var hasFailed = false
  var errors = 0
  var lastError: String?

  init(part: SessionPart, index: NodeIndex) {
    self.part = part
    self.index = index
    let compiled = part.session.graph.nodes[index]
    properties = compiled.properties
    state = .allocate(capacity: 1)
    state.initialize(to: State(part: part, index: index, compiled))
    super.init()
    context = ExtensionContext(node: self)
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// The context and the node know each other until the session is dissolved.
  func dissolveContext() { context = nil }

  /// Every connection that goes out of the node, in an order that is the same in every run.
  var outputs: [Connection] {
    state.pointee.routes.all.flatMap { [$0] + ($0.fallback.map { [$0] } ?? []) }
      + named.values.sorted { ($0.destination.index, $0.kind.rawValue, $0.name.id) < ($1.destination.index, $1.kind.rawValue, $1.name.id) }
  }

  func arm(milliseconds: Int, _ call: @escaping () -> Void) {
    disarm()
    deadline = part.loop.after(UInt64(milliseconds) * 1_000_000, call)
  }

  func disarm() {
    part.loop.cancel(deadline)
    deadline = .none
  }

  func begunAnew() {
    life += 1
    hasFailed = false
  }

  var compiled: CompiledNode { part.session.graph.nodes[index] }
  var name: String { compiled.name }

  /// Makes the extension's actor.
  func make() throws { fatalError("a node is a NodeBox") }

  /// Calls the extension with a message, on the loop, with nothing of the node on the stack.
  func hand(_ envelope: UnsafePointer<Envelope>, over connection: Connection) { fatalError("a node is a NodeBox") }

  /// The connection over which the message in hand came; for the synchronous layer.
  var connectionInHand: Connection? { nil }

  /// Runs a call of the asynchronous layer in a worker, to its first suspension.
  func startHandler(_ job: HandlerJob) { fatalError("a node is a NodeBox") }

  /// Lets the extension and the idle workers go.
  func release() {}

  /// Hands over what waits, in slices.
  override final func run() {
    guard state.pointee.phase == .running else { return }
    var budget = Self.slice
    while budget > 0, !state.pointee.inbox.isEmpty {
      guard let isUrgent = nextLane, let item = state.pointee.inbox.take(urgent: isUrgent) else { break }
      budget -= 1
      item.connection._withUnsafeGuaranteedRef { take(item, over: unsafeDowncast($0, to: Connection.self)) }
    }
    if budget == 0, !state.pointee.inbox.isEmpty { part.loop.schedule(self) }
    waitingSenders.wake()
  }

  /// Whether the next message comes from the urgent lane; nil where none may be handed over now. What is urgent passes an ordered lane that is held up.
  private var nextLane: Bool? {
    if !state.pointee.inbox.nextIsUrgent, state.pointee.canTake(state.pointee.inbox.firstOrderedKind ?? .command) { return false }
    return !state.pointee.inbox.urgent.isEmpty && state.pointee.canTake(.command) ? true : nil
  }

  private func take(_ item: LaneItem, over connection: Connection) {
    part.session.queued(-item.envelope.payload.count)
    if !connection.isLocal { connection.leftTransit() }
    if state.pointee.isStale(item.envelope) {
      connection.drop(.interrupted)
    } else {
      enter(item.envelope, over: connection)
    }
  }

  /// Hands a message over: from the lane, or directly on its sender's stack.
  @inline(__always)
  final func enter(_ envelope: borrowing Envelope, over connection: Connection) {
    let state = state
    let loop = state.pointee.loop
    let turn = loop.pointee.turn
    let inDelivery = loop.pointee.isInDelivery
    let activity = state.pointee.shared.pointee.activity.enter(node: state.pointee.index, name: envelope.name)
    loop.pointee.depth += 1
    loop.pointee.turn = envelope.turn
    loop.pointee.isInDelivery = true
    state.pointee.isEntered = true
    connection.hot.pointee.counters.delivered += 1
    if envelope.turn.isNone || envelope.turn.number > state.pointee.ended.pointee.load(ordering: .relaxed) {
      withUnsafePointer(to: envelope) { hand($0, over: connection) }
    } else {
      handLate(envelope, over: connection)
    }
    state.pointee.isEntered = false
    loop.pointee.isInDelivery = inDelivery
    loop.pointee.turn = turn
    loop.pointee.depth -= 1
    state.pointee.shared.pointee.activity.restore(activity)
  }

  /// A durable message arrives although its turn has ended, and says so.
  private func handLate(_ envelope: borrowing Envelope, over connection: Connection) {
    var late = copy envelope
    late.turn = late.turn.marked(ended: true)
    withUnsafePointer(to: late) { hand($0, over: connection) }
  }

  final func handlerStarted(_ worker: Worker) {
    worker.index = active.count
    active.append(worker)
    worker.scope.turn = worker.job.turn
    switch worker.job {
    case .command(_, let reply), .start(_, let reply):
      worker.command = reply.id
      worker.commandPart = reply.connection?.sourcePart
    default: break
    }
    state.pointee.handlers += 1
    if worker.job.blocksData { state.pointee.isBusy = true }
  }

  final func handlerEnded(_ worker: Worker) {
    let last = active.removeLast()
    if last !== worker {
      active[worker.index] = last
      last.index = worker.index
    }
    worker.scope.turn = .none
    worker.scope.isInterrupted = false
    worker.command = .none
    state.pointee.handlers -= 1
    if worker.job.blocksData { state.pointee.isBusy = false }
    if !state.pointee.inbox.isEmpty { part.loop.schedule(self) }
    if active.isEmpty { drained() }
  }

  /// A message turned out to have no handler: it was never entered.
  final func unhandled(_ connection: Connection?) {
    connection?.hot.pointee.counters.delivered -= 1
    connection?.drop(.unhandled)
  }
}

/// A destination that a sender names, with what it sends there.
struct NamedRoute: Hashable {
  var destination: NodeIndex
  var kind: MessageKind
  var name: MessageName
  /// What the sender called a node that the graph does not have, where a test catches such messages; else empty.
  var missing = ""
}
