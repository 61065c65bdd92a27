internal import Synchronization
internal import TenSupervisor

/// A journal that keeps nothing on a disk: hosts are measured here, not the store.
final class MemoryJournal: SessionJournal {
  private let records = Mutex<[String: SessionRecord]>([:])
  private let claims = Mutex<[String: HostLease]>([:])

  func reserve(_ record: SessionRecord) async throws { records.withLock { $0[record.id] = record } }
  func update(_ record: SessionRecord) async throws { records.withLock { $0[record.id] = record } }
  func unended() async throws -> [SessionRecord] { records.withLock { $0.values.filter { !$0.isEnded } } }
  func add(_ lease: HostLease) async throws { claims.withLock { $0[lease.host] = lease } }
  func remove(host: String) async throws { claims.withLock { _ = $0.removeValue(forKey: host) } }
  func leases() async throws -> [HostLease] { claims.withLock { Array($0.values) } }
}
