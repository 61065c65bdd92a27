import TenControl
import TenCore
import TenSupervisor

/// Sessions without hosts that can be held back in their start and in their end, and that can die.
final class TENService: SessionService {
  struct State {
    var sessions: [SessionRecord] = []
    var requests: [SessionRequest] = []
    var pings: [(id: String, idleSeconds: Int??)] = []
    /// In the order in which it happened: `ready`, `ended`, and what a test adds.
    var log: [String] = []
    var holdsBack = false
    var held: [CheckedContinuation<Void, Never>] = []
    /// Thrown by the next call.
    var failure: ServiceError?
    /// When its loop last ticked.
    var lastTick = TENServer.now * 1_000
  }

  let state = Locked(State())
  /// Told whenever a start or a stop is held back.
  let arrivals: AsyncStream<Void>
  private let arrived: AsyncStream<Void>.Continuation

  init() { (arrivals, arrived) = AsyncStream.makeStream() }

  func with<R>(_ body: (inout State) -> R) -> R { state.withLock { body(&$0) } }

  func release() {
    let held = with { state in
      state.holdsBack = false
      defer { state.held = [] }
      return state.held
    }
    for continuation in held { continuation.resume() }
  }

  /// The host of this channel is gone, and its session with it.
  func die(channel: String) { with { $0.sessions.removeAll { $0.channel == channel } } }

  private func wait() async {
    await withCheckedContinuation { continuation in
      let isHeld = with { state in
        if state.holdsBack { state.held.append(continuation) }
        return state.holdsBack
      }
      if isHeld { arrived.yield() } else { continuation.resume() }
    }
  }

  private func check() throws(ServiceError) {
    let failure = with { state in
      defer { state.failure = nil }
      return state.failure
    }
    if let failure { throw failure }
  }

  func start(_ request: SessionRequest) async throws(ServiceError) -> SessionRecord {
    try check()
    let reserved: SessionRecord? = with { state in
      state.requests.append(request)
      if let channel = request.channel, state.sessions.contains(where: { $0.channel == channel }) { return nil }
      var record = SessionRecord(
        id: "s\(state.requests.count)", graph: request.graph, channel: request.channel, createdAt: 1_700_000_000_000 + state.requests.count * 1_000)
      record.idleSeconds = request.idleSeconds
      state.sessions.append(record)
      return record
    }
    guard var record = reserved else { throw ServiceError(.channelTaken, "the channel is taken") }
    await wait()
    record.state = .running
    with { $0.log.append("ready") }
    return record
  }

  func stop(_ id: String, _ code: EndReason.Code, detail: String) async throws(ServiceError) -> SessionRecord {
    try check()
    guard var record = await session(id) else { throw ServiceError(.unknownSession, "there is no session '\(id)'") }
    await wait()
    record.state = .ended
    record.reason = code.rawValue
    with { state in
      state.sessions.removeAll { $0.id == id }
      state.log.append("ended")
    }
    return record
  }

  func ping(_ id: String, idleSeconds: Int??) async throws(ServiceError) {
    try check()
    with { $0.pings.append((id, idleSeconds)) }
  }

  func session(_ id: String) async -> SessionRecord? { with { state in state.sessions.first { $0.id == id } } }
  func session(channel: String) async -> SessionRecord? { with { state in state.sessions.first { $0.channel == channel } } }
  func sessions() async -> [SessionRecord] { with { $0.sessions } }

  // What TEN's clients cannot ask for.

  private static let unasked = ServiceError(.wrongState, "TEN's routes do not ask for this")

  func send(_ command: String, _ properties: Properties, to node: String, of id: String, milliseconds: Int?) async throws(ServiceError) -> (
    status: CommandResult.Status, properties: Properties
  ) { throw Self.unasked }
  func send(data name: String, _ properties: Properties, to node: String, of id: String) async throws(ServiceError) { throw Self.unasked }
  func interrupt(_ id: String) async throws(ServiceError) -> Properties { throw Self.unasked }
  func state(_ id: String) async throws(ServiceError) -> Value { throw Self.unasked }
  func events(_ id: String, since: Int) async throws(ServiceError) -> AsyncStream<HostEvent> { throw Self.unasked }
  func watch(_ id: String, milliseconds: Int) async {}
  func logFiles(_ id: String) async throws(ServiceError) -> [String] { throw Self.unasked }
  func takes(_ graph: String) async throws(ServiceError) -> [Value] { throw Self.unasked }
  func statistics() async -> SupervisorStatistics {
    var statistics = SupervisorStatistics()
    statistics.lastTick = with { $0.lastTick }
    return statistics
  }
  func drain() async {}
}
