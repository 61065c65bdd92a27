internal import Logging
internal import Synchronization
public import TenCore

/// One running graph, from its start message to its end record.
///
/// Made by `Host`. Its own methods may be called from any thread; inside, everything about its life is confined to the loop of its main part.
public final class Session: @unchecked Sendable {
  // @unchecked: protected by the loop of `main`, but for the atomics and for what is fixed before the first node is made.
  /// Given when the session is made; a warm session takes the name of its start request.
  public var name: String { givenName.withLock { $0 } }
  private let givenName: Locked<String>
  public let graph: CompiledGraph
  let host: Host
  let random: SessionRandom
  /// The loop of the main part, which the session lives on.
  let loop: EventLoop
  /// The way onto it for callers from elsewhere.
  let gate: LoopGate
  /// nil once the session is dissolved: session and parts know each other until then.
  private(set) var main: SessionPart!
  var parts: [SessionPart] = []
  /// By node index.
  var nodes: [Node] = []
  var machine: SessionMachine
  var plan: StartPlan?
  /// Connections of the host and the control channel.
  var hostConnections: [NamedRoute: Connection] = [:]
  /// The last ended turn; at an address of its own, so that every node can look at it without a way through the session.
  let endedThrough: UnsafeMutablePointer<Atomic<UInt32>>
  let view: SessionView
  private let lastTurn = Atomic<UInt32>(0)
  private let bytes = Atomic<Int>(0)
  private let waits = Atomic<UInt64>(0)
  private let isWaiting = Atomic<Bool>(false)
  let startedAt: UInt64
  var times: [NodeTimes]
  var restarts: [Int]
  var audit: [String] = []
  var readProperties: [Set<String>]
  var startTimer = TimerID.none
  var stopTimer = TimerID.none
  var waitTimer = TimerID.none
  var lastCircle: [UInt64] = []
  /// Those that have not been acknowledged by all, the oldest first.
  var interruptions: [Interruption] = []
  var isFinishing = false
  /// Whether its nodes were made with the start plan at hand.
  var isCold = false
  /// What the state machine has said and is not done yet.
  var waitingActions: [SessionMachine.Action] = []
  var isCarryingOut = false
  private(set) var record: EndRecord?
  private var whenPrepared: [(Result<Void, SessionEnded>) -> Void] = []
  private var whenReady: [(Result<Void, SessionEnded>) -> Void] = []
  private var whenEnded: [(EndRecord) -> Void] = []
  /// Snapshots that are being taken, by their number.
  var snapshots: [UInt64: @Sendable (Value) -> Void] = [:]
  private(set) var isReady = false
  var onEvent: (@Sendable (SessionEvent) -> Void)?

  struct NodeTimes {
    var prepared: UInt64?
    var running: UInt64?
    var stopped: UInt64?
  }

  /// The most bytes of payloads that wait in a session's lanes.
  static let maximumBytes = 64 << 20

  init(name: String, graph: CompiledGraph, host: Host, main loop: EventLoop, seed: UInt64, onEvent: (@Sendable (SessionEvent) -> Void)?) {
    givenName = Locked(name)
    self.graph = graph
    self.loop = loop
    gate = LoopGate(loop: loop)
    endedThrough = .allocate(capacity: 1)
    endedThrough.initialize(to: Atomic(0))
    self.host = host
    self.onEvent = onEvent
    random = SessionRandom(seed: seed)
    machine = SessionMachine(graph)
    view = SessionView(nodes: graph.nodes.count)
    startedAt = loop.isOnLoop ? loop.readClock() : loop.now
    times = Array(repeating: NodeTimes(), count: graph.nodes.count)
    restarts = Array(repeating: 0, count: graph.nodes.count)
    readProperties = Array(repeating: [], count: graph.nodes.count)
    main = SessionPart(session: self, loop: loop, ownsLoop: false)
    parts = [main]
  }

  deinit {
    endedThrough.deinitialize(count: 1)
    endedThrough.deallocate()
  }

  /// Lays out parts, nodes and connections. Nothing of an extension runs yet.
  func layOut(_ types: [ExtensionType], loops: (String) throws -> EventLoop?) rethrows {
    var partOfGroup: [SessionPart] = []
    for group in graph.groups {
      guard let loop = try loops(group.thread ? group.name : "") else {
        partOfGroup.append(main)
        continue
      }
      let part = SessionPart(session: self, loop: loop, ownsLoop: true)
      parts.append(part)
      partOfGroup.append(part)
    }
    for index in graph.nodes.indices {
      let part = partOfGroup.isEmpty ? main! : partOfGroup[graph.nodes[index].group]
      let node = types[index].makeNode(part, index)
      part.nodes.append(node)
      nodes.append(node)
    }
    for edge in graph.connections {
      guard let name = try? MessageName(edge.name) else { continue }
      let source = nodes[edge.source]
      let connection = Connection(from: edge.source, of: source.part, to: nodes[edge.destination], edge.kind, name, edge: edge)
      connection.fallback = edge.fallback.map { Connection(from: edge.source, of: source.part, to: nodes[$0], edge.kind, name, edge: edge) }
      source.state.pointee.routes.add(connection)
    }
    showLoops()
  }

  /// Runs `body` with the session on its main loop: now, if the caller is on it.
  func onMain(_ body: @escaping @Sendable (Session) -> Void) {
    if loop.isOnLoop { body(self) } else { loop.post { body(self) } }
  }

  func beginTurn() -> Turn {
    Turn(number: lastTurn.wrappingAdd(1, ordering: .relaxed).newValue)
  }

  var lastTurnNumber: UInt32 { lastTurn.load(ordering: .relaxed) }

  @inline(__always)
  var endedThroughNumber: UInt32 { endedThrough.pointee.load(ordering: .relaxed) }

  var endedTurn: Turn { endedThroughNumber == 0 ? .none : Turn(number: endedThroughNumber) }

  func endTurns(through turn: UInt32) { endedThrough.pointee.max(turn, ordering: .relaxed) }

  func queued(_ change: Int) {
    if change != 0 { bytes.wrappingAdd(change, ordering: .relaxed) }
  }

  var queuedBytes: Int { bytes.load(ordering: .relaxed) }

  func hasRoom(for count: Int) -> Bool { count == 0 || bytes.load(ordering: .relaxed) + count <= Self.maximumBytes }

  func rename(_ name: String) { givenName.withLock { $0 = name } }

  func nextWaitID() -> UInt64 { waits.wrappingAdd(1, ordering: .relaxed).newValue }

  /// Somebody waits for longer than a delivery: the search for circles runs as long as anybody does.
  func somebodyWaits() {
    if !isWaiting.load(ordering: .relaxed), !isWaiting.exchange(true, ordering: .relaxed) { onMain { $0.watchWaits() } }
  }

  /// Before the waits are gathered: one that begins meanwhile is looked at next time.
  func forgetWaits() { isWaiting.store(false, ordering: .relaxed) }

  func makeLogger(for node: NodeIndex?) -> Logger { host.makeLogger(session: name, node: node.map { graph.nodes[$0].name }) }

  func log(_ level: Logger.Level, node: UInt16, _ text: String) {
    if Int(node) < nodes.count {
      nodes[Int(node)].context?.log.log(level: level, "\(text)")
    } else {
      makeLogger(for: nil).log(level: level, "\(text)")
    }
  }

  func event(_ event: SessionEvent) { onEvent?(event) }

  func isPreparedNow() {
    let waiting = whenPrepared
    whenPrepared = []
    for call in waiting { call(.success(())) }
  }

  func isReadyNow() {
    isReady = true
    let waiting = whenReady
    whenReady = []
    for call in waiting { call(.success(())) }
  }

  func hasEnded(_ record: EndRecord) {
    self.record = record
    let (prepared, ready, ended) = (whenPrepared, whenReady, whenEnded)
    whenPrepared = []
    whenReady = []
    whenEnded = []
    endSnapshots(record)
    for call in prepared + ready { call(.failure(SessionEnded(record: record))) }
    for call in ended { call(record) }
  }

  func afterPrepared(_ call: @escaping (Result<Void, SessionEnded>) -> Void) {
    if let record { return call(.failure(SessionEnded(record: record))) }
    if machine.phase == .created || machine.phase == .preparing { whenPrepared.append(call) } else { call(.success(())) }
  }

  func afterReady(_ call: @escaping (Result<Void, SessionEnded>) -> Void) {
    if let record { return call(.failure(SessionEnded(record: record))) }
    if isReady { call(.success(())) } else { whenReady.append(call) }
  }

  func afterEnd(_ call: @escaping (EndRecord) -> Void) {
    if let record { call(record) } else { whenEnded.append(call) }
  }

  /// Breaks the circles of references between session, parts, nodes and connections.
  func dissolve() {
    for node in nodes { node.dissolve() }
    for part in parts { part.dissolve() }
    hostConnections = [:]
    nodes = []
    parts = []
    main = nil
    plan = nil
    onEvent = nil
  }
}

/// A session was over before what was awaited came about.
public struct SessionEnded: Error, Sendable, CustomStringConvertible {
  public let record: EndRecord

  package init(record: EndRecord) { self.record = record }

  public var description: String {
    let node = record.reasonNode.map { " (node '\($0)')" } ?? ""
    return
      "the session '\(record.session)' ended: \(record.reason.code.rawValue)\(node)\(record.reason.detail.isEmpty ? "" : ": " + record.reason.detail)"
  }
}
