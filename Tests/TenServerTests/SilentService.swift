import TenControl
import TenCore
import TenSupervisor

@testable import TenServer

/// A supervisor whose loop is blocked: it does not say how it stands.
final class SilentService: SessionService {
  let asked = Locked(0)
  private let waiting = Locked<CheckedContinuation<Void, Never>?>(nil)
  private let fake = FakeService()

  private let (questions, question) = AsyncStream.makeStream(of: Void.self)

  /// Comes back when it has been asked.
  func beAsked() async { for await _ in questions { return } }

  func letGo() { waiting.withLock { $0?.resume() } }

  func statistics() async -> SupervisorStatistics {
    asked.withLock { $0 += 1 }
    await withCheckedContinuation { continuation in
      waiting.withLock { $0 = continuation }
      question.yield()
    }
    return SupervisorStatistics()
  }

  func start(_ request: SessionRequest) async throws(ServiceError) -> SessionRecord { try await fake.start(request) }
  func session(_ id: String) async -> SessionRecord? { nil }
  func session(channel: String) async -> SessionRecord? { nil }
  func sessions() async -> [SessionRecord] { [] }
  func ping(_ id: String, idleSeconds: Int??) async throws(ServiceError) {}
  func send(_ command: String, _ properties: Properties, to node: String, of id: String, milliseconds: Int?) async throws(ServiceError) -> (
    status: CommandResult.Status, properties: Properties
  ) { (.ok, [:]) }
  func send(data name: String, _ properties: Properties, to node: String, of id: String) async throws(ServiceError) {}
  func interrupt(_ id: String) async throws(ServiceError) -> Properties { [:] }
  func stop(_ id: String, _ code: EndReason.Code, detail: String) async throws(ServiceError) -> SessionRecord {
    try await fake.stop(id, code, detail: detail)
  }
  func state(_ id: String) async throws(ServiceError) -> Value { .null }
  func events(_ id: String, since: Int) async throws(ServiceError) -> AsyncStream<HostEvent> { AsyncStream { $0.finish() } }
  func watch(_ id: String, milliseconds: Int) async {}
  func logFiles(_ id: String) async throws(ServiceError) -> [String] { [] }
  func takes(_ graph: String) async throws(ServiceError) -> [Value] { [] }
  func drain() async {}
}
