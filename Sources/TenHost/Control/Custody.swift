internal import TenCore

/// Who controls a host, and how long it stays without anybody. Pure: told what happens, it says what is to be done.
///
/// A host is *warm* until its start message, has a *session* until the session's end, and then keeps the end record until a server has stored it.
struct Custody {
  enum Stage: Equatable {
    case warm, session
    /// The number of the event that carries the end record.
    case ended(Int)
  }

  enum Action: Equatable {
    /// Say why, and close the connection.
    case refuse(Int, String)
    /// The connection controls the host from now on.
    case control(Int)
    /// Call `timeout` after so many milliseconds, in the place of what was waited for before.
    case wait(Int)
    case stopWaiting
    case end(EndReason)
    /// Write the end record to the host's folder.
    case keepRecord
    /// A server has the record: the written one may go.
    case forgetRecord
    /// The process has nothing left to do.
    case leave
  }

  /// How long a warm host waits for its first connection, in milliseconds.
  static let firstConnection = 5_000
  /// How long a connected server may take to acknowledge the end record, in milliseconds.
  static let acknowledgement = 10_000

  private let lease: [UInt8]
  private let grace: Int
  private(set) var epoch: Int
  private(set) var stage = Stage.warm
  private(set) var controller: Int?
  /// The host ends without a session that a server would want a record of.
  private(set) var isLeaving = false
  /// All is done: nothing that happens now matters any more.
  private(set) var isGone = false
  /// The grace period of a session is over.
  private var isAbandoned = false

  init(lease: String, epoch: Int, grace: Int) {
    self.lease = Array(lease.utf8)
    self.epoch = epoch
    // Timers count nanoseconds.
    self.grace = min(max(0, grace), 86_400_000)
  }

  /// The host runs: a server has to come soon.
  func begin() -> [Action] { [.wait(Self.firstConnection)] }

  /// A connection says who it is.
  mutating func hello(_ connection: Int, lease: String, epoch: Int) -> [Action] {
    guard Self.areEqual(self.lease, Array(lease.utf8)) else {
      return [.refuse(connection, "the lease is not that of this host: ask the server that started it")]
    }
    guard epoch >= self.epoch else {
      return [.refuse(connection, "epoch \(epoch) is lower than \(self.epoch): another server has taken this host over")]
    }
    guard !isLeaving, !isGone else { return [.refuse(connection, "the host ends: start another one")] }
    var actions: [Action] = []
    if let controller { actions.append(.refuse(controller, "a connection with epoch \(epoch) has taken this host over")) }
    self.epoch = epoch
    controller = connection
    if case .ended = stage { actions.append(.wait(Self.acknowledgement)) } else { actions.append(.stopWaiting) }
    return actions + [.control(connection)]
  }

  mutating func lost(_ connection: Int) -> [Action] {
    guard connection == controller, !isGone else { return [] }
    controller = nil
    switch stage {
    case .warm:
      isLeaving = true
      return [.end(EndReason(.abandoned, detail: "the server's connection broke before the session was started"))]
    case .session: return isAbandoned ? [] : [.wait(grace)]
    case .ended: return [.keepRecord, .wait(grace)]
    }
  }

  /// What was waited for has not come.
  mutating func timeout() -> [Action] {
    switch stage {
    case .warm:
      isLeaving = true
      return [.end(EndReason(.abandoned, detail: "no server connected within \(Self.firstConnection) ms"))]
    case .session:
      isAbandoned = true
      return [.end(EndReason(.abandoned, detail: "no server came back within \(grace) ms"))]
    case .ended: return gone(controller == nil ? [] : [.keepRecord])
    }
  }

  /// The start message is on its way.
  mutating func started() { stage = .session }

  /// Somebody asks for the end: a server, or a signal.
  mutating func stop(_ reason: EndReason) -> [Action] {
    if stage == .warm { isLeaving = true }
    return [.end(reason)]
  }

  /// The session has ended, and its record is the event with this number.
  mutating func ended(_ sequence: Int) -> [Action] {
    stage = .ended(sequence)
    if isLeaving { return gone() }
    if controller != nil { return [.wait(Self.acknowledgement)] }
    // Kept at once, in case that the process is killed while it waits.
    return isAbandoned ? gone([.keepRecord]) : [.keepRecord]
  }

  /// A server has stored everything up to this event.
  mutating func acknowledged(_ sequence: Int) -> [Action] {
    guard case .ended(let last) = stage, sequence >= last, !isGone else { return [] }
    return gone([.forgetRecord])
  }

  private mutating func gone(_ actions: [Action] = []) -> [Action] {
    isGone = true
    return actions + [.leave]
  }

  /// In a time that does not tell how much of the two is equal.
  private static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
