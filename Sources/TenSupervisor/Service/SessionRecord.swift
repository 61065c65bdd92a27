public import TenCore

/// A session as the server knows it: what is stored, and what the API shows (without `lease`).
public struct SessionRecord: Sendable, Hashable {
  /// Only forward: a session is stored before its host hears of it.
  public enum State: String, Sendable, CaseIterable {
    case reserved, starting, running, stopping, ended
  }

  /// `s` and 16 hexadecimal digits.
  public var id: String
  public var graph: String
  /// What no two sessions that have not ended may share; nil for a session without one.
  public var channel: String?
  public var state = State.reserved
  /// Unix time in milliseconds.
  public var createdAt: Int
  public var readyAt: Int?
  public var endedAt: Int?
  /// The host that runs it: its name, process, the process' start time (clock ticks since boot), and the key to control it.
  public var host: String?
  public var processID: Int?
  public var startTime: Int?
  public var lease: String?
  public var epoch = 1
  /// Milliseconds from the request to the end of each step: `leased`, `reserved` (stored), `started`, `ready`, and under `nodes` what the host told.
  public var waterfall = Properties()
  /// Seconds without a ping after which the session is ended; nil for never.
  public var idleSeconds: Int?
  /// Unix time in milliseconds.
  public var lastPingAt: Int
  /// What the caller keeps with it.
  public var labels = Properties()
  /// The idempotency key of the request that it was begun for.
  public var requestKey: String?
  /// Why it ended: `EndReason.Code`, the node, and words.
  public var reason: String?
  public var reasonNode: String?
  public var reasonDetail: String?
  /// The whole end record, secrets masked.
  public var endRecord: Value?

  public init(id: String, graph: String, channel: String?, createdAt: Int) {
    self.id = id
    self.graph = graph
    self.channel = channel
    self.createdAt = createdAt
    lastPingAt = createdAt
  }

  public var isEnded: Bool { state == .ended }
}
