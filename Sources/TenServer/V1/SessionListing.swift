internal import TenCore
internal import TenSupervisor

/// `GET /v1/sessions` and `/v1/sessions/{id}`: those that run, from the service; those that have ended, from the store.
struct SessionListing: Sendable {
  let context: ServerContext

  static let most = 1_000

  func list(_ request: APIRequest) async throws(APIError) -> APIResponse {
    var query = ArchiveQuery()
    query.graph = request.query["graph"]
    query.channel = request.query["channel"]
    query.before = try request.query["cursor"].map { text throws(APIError) in try Self.position(text) }
    query.limit = try request.query["limit"].map { text throws(APIError) in try Self.limit(text) } ?? 100
    let state = try request.query["state"].map { text throws(APIError) in try Self.state(text) }
    // One more than wanted tells whether others follow.
    let wanted = query.limit
    query.limit += 1
    let found = try await sessions(query, state)
    let page = found.prefix(wanted)
    let usage = page.contains { !$0.isEnded } ? await self.usage() : [:]
    let next = found.count > wanted ? page.last.map { Value.string("\($0.createdAt).\($0.id)") } : nil
    return .json([
      "sessions": .array(page.map { .object(SessionResource.value(of: $0, usage: usage[$0.id])) }), "next": next ?? .null,
    ])
  }

  func one(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let record = try await record(try SessionID.of(request))
    let usage = record.isEnded ? nil : await self.usage()[record.id]
    return .json(.object(SessionResource.value(of: record, usage: usage)))
  }

  /// - Throws: 404 when there never was one, or its retention is over.
  func record(_ id: String) async throws(APIError) -> SessionRecord {
    if let live = await context.service.session(id) { return live }
    let archive = context.archive
    guard let stored = try await V1Error.reading({ try await archive.session(id) }) else { throw SessionID.unknown(id) }
    return stored
  }

  /// The newest first. A session that ends meanwhile is in both: the service is asked first.
  private func sessions(_ query: ArchiveQuery, _ state: SessionRecord.State?) async throws(APIError) -> [SessionRecord] {
    let live = state == .ended ? [] : await context.service.sessions().filter { Self.fits($0, query, state) }
    var ended: [SessionRecord] = []
    if state == nil || state == .ended {
      var query = query
      query.state = .ended
      let archive = context.archive
      ended = try await V1Error.reading { try await archive.sessions(query) }
    }
    let known = Set(ended.map(\.id))
    let all = (live.filter { !known.contains($0.id) } + ended).sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    return Array(all.prefix(query.limit))
  }

  private static func fits(_ record: SessionRecord, _ query: ArchiveQuery, _ state: SessionRecord.State?) -> Bool {
    if let state, record.state != state { return false }
    if let graph = query.graph, record.graph != graph { return false }
    if let channel = query.channel, record.channel != channel { return false }
    return query.before.map { (record.createdAt, record.id) < ($0.createdAt, $0.id) } ?? true
  }

  private func usage() async -> [String: SupervisorStatistics.Host] {
    Dictionary(await context.service.statistics().hosts.map { ($0.session, $0) }) { $1 }
  }

  private static func position(_ text: String) throws(APIError) -> (createdAt: Int, id: String) {
    let parts = text.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let time = Int(parts[0]), SessionID.isOne(String(parts[1])) else {
      throw APIError(400, "invalid_cursor", "'\(text.prefix(60))' is no cursor; use `next` of the page before")
    }
    return (time, String(parts[1]))
  }

  private static func limit(_ text: String) throws(APIError) -> Int {
    guard let limit = Int(text), (1...most).contains(limit) else {
      throw APIError(400, "invalid_parameter", "limit is '\(text.prefix(60))' and must be a number from 1 to \(most)")
    }
    return limit
  }

  private static func state(_ text: String) throws(APIError) -> SessionRecord.State {
    guard let state = SessionRecord.State(rawValue: text) else {
      let words = SessionRecord.State.allCases.map(\.rawValue).joined(separator: ", ")
      throw APIError(400, "invalid_parameter", "state is '\(text.prefix(60))' and must be one of \(words)")
    }
    return state
  }
}
