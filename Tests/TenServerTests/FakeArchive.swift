import TenCore
import TenSupervisor

@testable import TenServer

/// A store in memory.
final class FakeArchive: SessionArchive {
  private struct Claim {
    var fingerprint: String
    var answer: (status: Int, body: Value)?
  }

  private struct State {
    var records: [SessionRecord] = []
    var claims: [String: Claim] = [:]
  }

  private let state = Locked(State())

  func add(_ record: SessionRecord) { state.withLock { $0.records.append(record) } }

  func session(_ id: String) async throws -> SessionRecord? { state.withLock { state in state.records.first { $0.id == id } } }

  func session(requestKey: String) async throws -> SessionRecord? { state.withLock { state in state.records.first { $0.requestKey == requestKey } } }

  func sessions(_ query: ArchiveQuery) async throws -> [SessionRecord] {
    let all = state.withLock { $0.records }.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    let wanted = all.filter { record in
      (query.state.map { $0 == record.state } ?? true) && (query.graph.map { $0 == record.graph } ?? true)
        && (query.channel.map { $0 == record.channel } ?? true) && (query.before.map { (record.createdAt, record.id) < $0 } ?? true)
    }
    return Array(wanted.prefix(query.limit))
  }

  func claim(key: String, fingerprint: String) async throws -> IdempotencyClaim {
    state.withLock { state in
      guard let claim = state.claims[key] else {
        state.claims[key] = Claim(fingerprint: fingerprint)
        return .new
      }
      guard claim.fingerprint == fingerprint else { return .different }
      return claim.answer.map { .done(status: $0.status, body: $0.body) } ?? .busy
    }
  }

  func finish(key: String, status: Int, body: Value) async throws { state.withLock { $0.claims[key]?.answer = (status, body) } }
  func release(key: String) async throws { state.withLock { $0.claims[key] = nil } }
}
