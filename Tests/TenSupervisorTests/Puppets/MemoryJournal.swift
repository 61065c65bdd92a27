import TenSupervisor

/// A journal in memory that can be told to fail.
actor MemoryJournal: SessionJournal {
  struct Failure: Error {}

  enum Step: Hashable, CaseIterable { case reserve, update, unended, add, remove, leases }

  private(set) var records: [String: SessionRecord] = [:]
  private(set) var claims: [String: HostLease] = [:]
  private(set) var calls: [Step] = []
  /// How many calls of a step succeed before one fails, and how many fail then.
  private var failures: [Step: (after: Int, count: Int, body: @Sendable () -> Void)] = [:]

  private struct Gate { var waiting: [CheckedContinuation<Void, Never>] = [] }
  private var gate: Gate?

  init(_ records: [SessionRecord] = [], _ leases: [HostLease] = []) {
    for record in records { self.records[record.id] = record }
    for lease in leases { claims[lease.host] = lease }
  }

  /// - Parameter body: happens with each failure.
  func fail(_ step: Step, after: Int = 0, count: Int = 1, _ body: @escaping @Sendable () -> Void = {}) { failures[step] = (after, count, body) }

  func holdReservations() { gate = Gate() }

  func letReservationsGo() {
    let waiting = gate?.waiting ?? []
    gate = nil
    for continuation in waiting { continuation.resume() }
  }

  func reserve(_ record: SessionRecord) async throws {
    if gate != nil {
      calls.append(.reserve)
      await withCheckedContinuation { gate?.waiting.append($0) }
    }
    try note(.reserve)
    if let channel = record.channel, records.values.contains(where: { $0.channel == channel && !$0.isEnded }) { throw JournalError.channelTaken }
    records[record.id] = record
  }

  func update(_ record: SessionRecord) async throws {
    try note(.update)
    records[record.id] = record
  }

  func unended() async throws -> [SessionRecord] {
    try note(.unended)
    return records.values.filter { !$0.isEnded }
  }

  func add(_ lease: HostLease) async throws {
    try note(.add)
    claims[lease.host] = lease
  }

  func remove(host: String) async throws {
    try note(.remove)
    claims[host] = nil
  }

  func leases() async throws -> [HostLease] {
    try note(.leases)
    return Array(claims.values)
  }

  private func note(_ step: Step) throws {
    calls.append(step)
    guard let failure = failures[step] else { return }
    if failure.after > 0 {
      failures[step]?.after -= 1
    } else {
      failures[step]?.count -= 1
      if failure.count <= 1 { failures[step] = nil }
      failure.body()
      throw Failure()
    }
  }
}
