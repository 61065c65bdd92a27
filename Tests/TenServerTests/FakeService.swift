import TenControl
import TenCore
import TenSupervisor

@testable import TenServer

/// Sessions without hosts: they start and end at once, and what was asked of them is kept. Tests steer it by its properties.
final class FakeService: SessionService {
  struct State {
    var records: [String: SessionRecord] = [:]
    /// In the order of their starts.
    var order: [String] = []
    var requests: [SessionRequest] = []
    var pings: [(session: String, idleSeconds: Int??)] = []
    var sent: [(name: String, properties: Properties, node: String, session: String)] = []
    var stops: [(session: String, code: EndReason.Code, detail: String)] = []
    var watches: [(session: String, milliseconds: Int)] = []
    var interrupted: [String] = []
    /// Thrown by whatever is asked next, and every time until it is nil again.
    var failure: ServiceError?
    var commandResult: (status: CommandResult.Status, properties: Properties) = (.ok, [:])
    var takes: [String: [Value]] = [:]
    var logFiles: [String] = []
    var snapshot: Value = ["nodes": [], "connections": []]
    var events: [String: [HostEvent]] = [:]
    var statistics = SupervisorStatistics()
    var listeners: [(session: String, continuation: AsyncStream<HostEvent>.Continuation)] = []
  }

  let state: Locked<State>
  /// Unix milliseconds; the fake's clock stands still.
  let now = 1_700_000_000_000

  init(_ state: State = State()) { self.state = Locked(state) }

  func with<R>(_ body: (inout State) -> R) -> R { state.withLock { body(&$0) } }

  /// A session that runs, without a request.
  @discardableResult
  func add(_ id: String, graph: String = "demo", channel: String? = nil) -> SessionRecord {
    var record = SessionRecord(id: id, graph: graph, channel: channel, createdAt: now)
    record.state = .running
    record.readyAt = now + 5
    with {
      $0.records[id] = record
      $0.order.append(id)
    }
    return record
  }

  /// An event of a session, for those who listen and those who come.
  func emit(_ event: HostEvent, of id: String) {
    let listeners = with { state in
      state.events[id, default: []].append(event)
      return state.listeners.filter { $0.session == id }
    }
    for listener in listeners {
      listener.continuation.yield(event)
      if event.kind == .endRecord { listener.continuation.finish() }
    }
  }

  private func check() throws(ServiceError) {
    if let failure = with({ $0.failure }) { throw failure }
  }

  private func known(_ id: String) throws(ServiceError) -> SessionRecord {
    guard let record = with({ $0.records[id] }) else { throw ServiceError(.unknownSession, "there is no session '\(id)'") }
    return record
  }

  func start(_ request: SessionRequest) async throws(ServiceError) -> SessionRecord {
    try check()
    let taken: SessionRecord? = with { state in
      state.requests.append(request)
      return request.channel.flatMap { channel in state.records.values.first { $0.channel == channel } }
    }
    if let taken { throw ServiceError(.channelTaken, "the channel '\(request.channel ?? "")' is taken by session \(taken.id)", session: taken) }
    return with { state in
      let digits = String(state.requests.count, radix: 16)
      var record = SessionRecord(
        id: "s" + String(repeating: "0", count: 16 - digits.count) + digits, graph: request.graph, channel: request.channel, createdAt: now)
      record.state = .running
      record.readyAt = now + 5
      record.processID = 4_242
      record.host = "h1"
      record.lease = "secret-lease"
      record.idleSeconds = request.idleSeconds
      record.labels = request.labels
      record.waterfall = ["reserved": 1, "leased": 2, "started": 3, "ready": 5]
      state.records[record.id] = record
      state.order.append(record.id)
      return record
    }
  }

  func session(_ id: String) async -> SessionRecord? { with { $0.records[id] } }
  func session(channel: String) async -> SessionRecord? { with { state in state.records.values.first { $0.channel == channel } } }
  func sessions() async -> [SessionRecord] { with { state in state.order.compactMap { state.records[$0] } } }

  func ping(_ id: String, idleSeconds: Int??) async throws(ServiceError) {
    try check()
    _ = try known(id)
    with { $0.pings.append((id, idleSeconds)) }
  }

  func send(_ command: String, _ properties: Properties, to node: String, of id: String, milliseconds: Int?) async throws(ServiceError) -> (
    status: CommandResult.Status, properties: Properties
  ) {
    try check()
    _ = try known(id)
    return with {
      $0.sent.append((command, properties, node, id))
      return $0.commandResult
    }
  }

  func send(data name: String, _ properties: Properties, to node: String, of id: String) async throws(ServiceError) {
    try check()
    _ = try known(id)
    with { $0.sent.append((name, properties, node, id)) }
  }

  func interrupt(_ id: String) async throws(ServiceError) -> Properties {
    try check()
    _ = try known(id)
    with { $0.interrupted.append(id) }
    return ["turn": 1]
  }

  func stop(_ id: String, _ code: EndReason.Code, detail: String) async throws(ServiceError) -> SessionRecord {
    try check()
    var record = try known(id)
    record.state = .ended
    record.endedAt = now + 100
    record.reason = code.rawValue
    record.reasonDetail = detail
    record.endRecord = ["reason": .string(code.rawValue)]
    let ended = record
    with {
      $0.stops.append((id, code, detail))
      $0.records[id] = nil
      $0.order.removeAll { $0 == id }
    }
    return ended
  }

  func state(_ id: String) async throws(ServiceError) -> Value {
    try check()
    _ = try known(id)
    return with { $0.snapshot }
  }

  func events(_ id: String, since: Int) async throws(ServiceError) -> AsyncStream<HostEvent> {
    try check()
    _ = try known(id)
    let (stream, continuation) = AsyncStream<HostEvent>.makeStream(bufferingPolicy: .bufferingNewest(1_024))
    let past = with { state in
      state.listeners.append((id, continuation))
      return state.events[id] ?? []
    }
    for event in past where event.sequence > since { continuation.yield(event) }
    if past.last?.kind == .endRecord { continuation.finish() }
    return stream
  }

  func watch(_ id: String, milliseconds: Int) async { with { $0.watches.append((id, milliseconds)) } }

  func logFiles(_ id: String) async throws(ServiceError) -> [String] {
    try check()
    _ = try known(id)
    return with { $0.logFiles }
  }

  func takes(_ graph: String) async throws(ServiceError) -> [Value] {
    try check()
    guard let takes = with({ $0.takes[graph] }) else { throw ServiceError(.unknownGraph, "there is no graph '\(graph)'") }
    return takes
  }

  func statistics() async -> SupervisorStatistics { with { $0.statistics } }

  func drain() async { with { $0.statistics.drain = .init(since: now - 60_000, sessions: 10) } }
}
