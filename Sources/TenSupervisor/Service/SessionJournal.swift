/// Where sessions are kept so that a server that is killed at any instant loses none. Every call has been stored when it returns.
public protocol SessionJournal: Sendable {
  /// A new session, before its host hears of it.
  /// - Throws: `JournalError.channelTaken` when a session that has not ended has the channel.
  func reserve(_ record: SessionRecord) async throws
  /// Replaces what is stored of the session, or stores it: a start that failed before its reservation has only an end.
  func update(_ record: SessionRecord) async throws
  /// Sessions that have not ended.
  func unended() async throws -> [SessionRecord]
  /// A host that exists and has no session yet.
  func add(_ lease: HostLease) async throws
  func remove(host: String) async throws
  func leases() async throws -> [HostLease]
}

public enum JournalError: Error, Sendable {
  case channelTaken
}

/// The server's claim on a host process.
public struct HostLease: Sendable, Hashable {
  public var host: String
  public var graph: String
  public var processID: Int
  /// Clock ticks from boot to the process' start: with the number it names one process for ever.
  public var startTime: Int
  public var key: String
  public var epoch: Int

  public init(host: String, graph: String, processID: Int, startTime: Int, key: String, epoch: Int) {
    self.host = host
    self.graph = graph
    self.processID = processID
    self.startTime = startTime
    self.key = key
    self.epoch = epoch
  }
}
