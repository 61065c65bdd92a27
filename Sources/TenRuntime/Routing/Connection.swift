internal import Synchronization
internal import TenCore

/// One way of messages from a sender to a node: an edge of the graph, a named destination, the host, or the control channel.
///
/// Its record counts what becomes of each delivery. `record` fields are protected by the receiver's loop, `senderRecord` and the list of waiting senders by
/// the sender's; between two loops, `transit` counts what is under way or waits.
final class Connection: ConnectionRecord, @unchecked Sendable {
  // @unchecked: protected by the two loops as said above.
  let sourcePart: SessionPart
  let source: UInt16
  let destination: Node
  let kind: MessageKind
  let name: MessageName
  /// Whether sender and receiver share a loop.
  let isLocal: Bool
  let rules: ConnectionRules?
  let isUrgent: Bool
  /// How long a command over this connection waits for its final result, in milliseconds.
  let timeout: Int
  let discardsTransient: Bool
  /// The delivery class that a manifest gives its messages.
  let classFlags: Envelope.Flags
  let turnUse: MessageSpec.TurnUse
  var fallback: Connection? {
    didSet {
      isPlain = isPlain && fallback == nil
      fallback?.fallbackOf = destination.name
    }
  }
  /// The node in whose place this one's gets the messages.
  private(set) var fallbackOf: String?
  /// Nothing is to be done to its messages, and sender and receiver share a loop.
  private(set) var isPlain: Bool
  /// How many messages of each class may wait at the receiver before a sender must.
  let bounds: InlineArray<6, ClassBound>
  /// The receiver's state, for the hot path.
  let target: UnsafeMutablePointer<Node.State>
  /// What the sender's loop counts; the record itself where sender and receiver share a loop.
  let senderRecord: ConnectionRecord
  /// Between two loops: deliveries that were sent and have not been taken from the receiver's lanes.
  let transit = Atomic<Int>(0)
  let wantsRoom = Atomic<Bool>(false)
  /// Senders that wait for room, on the sender's loop.
  var waiters: [RoomWaiter] = []
  /// Of a command: what became of its results.
  var results = Counters()
  /// What the sender calls the destination, where it names one.
  var addressedTo: String?
  /// Whether the first message without a turn was warned of.
  var warnedOfTurn = false

  init(
    from source: NodeIndex?, of sourcePart: SessionPart, to destination: Node, _ kind: MessageKind, _ name: MessageName,
    edge: CompiledConnection? = nil
  ) {
    self.sourcePart = sourcePart
    self.source = source.map(UInt16.init) ?? Envelope.outside
    self.destination = destination
    self.kind = kind
    self.name = name
    isLocal = sourcePart === destination.part
    let text = name.text
    let sent = source.flatMap { sourcePart.session.graph.nodes[$0].manifest.message(.out, kind, text) }
    let arriving = edge.flatMap { $0.conversion?.renamed } ?? text
    let taken = destination.compiled.manifest.message(.in, kind, arriving)
    rules = ConnectionRules(sent: sent, taken: taken, edge: edge)
    timeout = source.map { sourcePart.session.graph.nodes[$0].commandTimeout } ?? 180_000
    isUrgent = kind == .command && (taken?.urgent ?? (name == .flush))
    discardsTransient = taken?.discardsTransient ?? false
    classFlags =
      switch sent?.deliveryClass ?? taken?.deliveryClass {
      case .durable: .durable
      case .transient: .transient
      case nil: []
      }
    turnUse = sent?.turn ?? .optional
    target = destination.state
    let limits = destination.compiled.inbox
    bounds = InlineArray { ClassBound(count: limits.bounds[$0].count, suspends: limits.bounds[$0].policy == .suspend) }
    isPlain = isLocal && rules == nil && classFlags.isEmpty && turnUse == .optional && sourcePart.loop.hot.pointee.isAlwaysDirect
    senderRecord = isLocal ? Self.none : ConnectionRecord()
    super.init()
  }

  /// Stands for "the record itself": a class cannot name itself before it is made.
  private static let none = ConnectionRecord()

  var sender: ConnectionRecord { isLocal ? self : senderRecord }

  func countSent() {
    let hot = sender.hot
    hot.pointee.counters.sent += 1
    hot.pointee.lastSent = sourcePart.loop.hot.pointee.milliseconds
  }

  /// What became of all its deliveries. To be read when both loops rest, or on the one that they share.
  var counters: Counters { isLocal ? hot.pointee.counters : hot.pointee.counters + senderRecord.hot.pointee.counters }

  /// What waits in lanes or is under way, counted by itself.
  var inFlight: Int { isLocal ? hot.pointee.waiting : transit.load(ordering: .relaxed) }
}

/// What a connection knows of its receiver's bound for one class.
struct ClassBound {
  var count: Int
  /// Beyond it senders wait; else something is dropped or rejected.
  var suspends: Bool
}

/// A sender that waits for room at a connection's receiver.
struct RoomWaiter {
  var id: UInt64
  var command: CommandID
  var inboxClass: InboxClass
  /// The handler that waits, for the search for circles.
  var scope: Scope?
  var continuation: UnsafeContinuation<RoomOutcome, Never>
}

enum RoomOutcome { case room, answered, deadlock, ended }
