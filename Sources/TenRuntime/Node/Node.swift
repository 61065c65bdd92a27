internal import TenCore

/// A node of a session, as the runtime sees it: its inbox, its handlers in flight, and where its outputs go. `NodeBox` adds the extension.
/// Confined to its part's loop.
class Node: LoopWork, @unchecked Sendable {
  // @unchecked: protected by the part's loop.
  let part: SessionPart
  let index: NodeIndex
  private(set) var context: ExtensionContext! = nil
  let state: UnsafeMutablePointer<State>
  var routes = RouteTable()
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
  var forwarded: [CommandID: [(CommandID, Connection)]] = [:]
  var errors = 0
  var lastError: String?

  struct State: ~Copyable {
    var inbox: Inbox
    var phase = NodePhase.created
    /// Whether code of the node is on the stack: nothing may be delivered into it directly.
    var isEntered = false
    /// Whether an asynchronous handler of a data message or frame is in flight.
    var isBusy = false
    var handlers = 0
    var isSerial: Bool
    /// It stops to be started anew: messages for it are held meanwhile.
    var isRestarting = false
  }

  /// The most handlers of one node in flight at once.
  static let maximumHandlers = 256
  /// Messages handed over in one slice before others have their turn.
  static let slice = 64

  init(part: SessionPart, index: NodeIndex) {
    self.part = part
    self.index = index
    let compiled = part.session.graph.nodes[index]
    properties = compiled.properties
    state = .allocate(capacity: 1)
    state.initialize(to: State(inbox: Inbox(limits: compiled.inbox), isSerial: compiled.manifest.serial))
    super.init()
    context = ExtensionContext(node: self)
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// The context and the node know each other until the session is dissolved.
  func dissolveContext() { context = nil }

  var compiled: CompiledNode { part.session.graph.nodes[index] }
  var name: String { compiled.name }

  /// Makes the extension's actor.
  func make() throws { fatalError("a node is a NodeBox") }

  /// Calls the extension with a message, on the loop, with nothing of the node on the stack.
  func hand(_ envelope: borrowing Envelope, over connection: Connection) { fatalError("a node is a NodeBox") }

  /// Runs a call of the asynchronous layer in a worker, to its first suspension.
  func startHandler(_ job: HandlerJob) { fatalError("a node is a NodeBox") }

  /// Lets the extension and the idle workers go.
  func release() {}

  /// Whether the first message of the lanes may be handed over now.
  func canTake(_ kind: MessageKind) -> Bool {
    guard state.pointee.handlers < Self.maximumHandlers else { return false }
    if state.pointee.isSerial { return state.pointee.handlers == 0 }
    return kind == .command || !state.pointee.isBusy
  }

  /// Hands over what waits, in slices.
  override final func run() {
    guard state.pointee.phase == .running || state.pointee.phase == .stopping else { return }
    var budget = Self.slice
    while budget > 0, !state.pointee.inbox.isEmpty {
      let kind = state.pointee.inbox.nextIsUrgent ? .command : state.pointee.inbox.firstOrderedKind ?? .command
      guard canTake(kind), let item = state.pointee.inbox.takeNext() else { break }
      budget -= 1
      item.connection._withUnsafeGuaranteedRef { take(item, over: unsafeDowncast($0, to: Connection.self)) }
    }
    if budget == 0, !state.pointee.inbox.isEmpty { part.loop.schedule(self) }
    waitingSenders.wake()
  }

  private func take(_ item: LaneItem, over connection: Connection) {
    part.session.queued(-item.envelope.payload.count)
    if !connection.isLocal { connection.leftTransit() }
    if part.session.isStale(item.envelope) {
      connection.drop(.interrupted)
    } else {
      enter(item.envelope, over: connection)
    }
  }

  /// Hands a message over: from the lane, or directly on its sender's stack.
  @inline(__always)
  final func enter(_ envelope: borrowing Envelope, over connection: Connection) {
    let loop = part.loop.hot
    let turn = loop.pointee.turn
    let inDelivery = loop.pointee.isInDelivery
    let activity = part.loop.activity.enter(node: UInt16(truncatingIfNeeded: index), name: envelope.name)
    loop.pointee.depth += 1
    loop.pointee.turn = envelope.turn
    loop.pointee.isInDelivery = true
    state.pointee.isEntered = true
    connection.hot.pointee.counters.delivered += 1
    hand(envelope, over: connection)
    state.pointee.isEntered = false
    loop.pointee.isInDelivery = inDelivery
    loop.pointee.turn = turn
    loop.pointee.depth -= 1
    part.loop.activity.restore(activity)
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
}
