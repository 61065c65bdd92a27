public import TenCore
public import TenSupervisor

/// What the API reads from the store: sessions that have ended, and answers that were given before.
public protocol SessionArchive: Sendable {
  /// Any session, ended or not; nil when it never was or its retention is over.
  func session(_ id: String) async throws -> SessionRecord?
  /// The session that was begun for a request with this idempotency key.
  func session(requestKey: String) async throws -> SessionRecord?
  /// The newest first, without end records.
  func sessions(_ query: ArchiveQuery) async throws -> [SessionRecord]
  /// Claims an idempotency key. The first caller gets `.new` and must call `finish` or `release`; the others wait for nobody.
  func claim(key: String, fingerprint: String) async throws -> IdempotencyClaim
  func finish(key: String, status: Int, body: Value) async throws
  func release(key: String) async throws
}

public struct ArchiveQuery: Sendable {
  public var state: SessionRecord.State?
  public var graph: String?
  public var channel: String?
  /// Sessions before this one in the order: older, or of the same millisecond with a smaller id.
  public var before: (createdAt: Int, id: String)?
  public var limit = 100

  public init() {}
}

public enum IdempotencyClaim: Sendable, Hashable {
  case new
  /// Another request with this key is at work.
  case busy
  /// The key was used with another request.
  case different
  case done(status: Int, body: Value)
}
