internal import Glibc

/// One process for ever: its number and when it started. The number alone may be another's by now.
public struct ProcessIdentity: Sendable, Hashable {
  public var processID: Int
  /// Clock ticks from boot to its start.
  public var startTime: Int

  public init(processID: Int, startTime: Int) {
    self.processID = processID
    self.startTime = startTime
  }

  /// A running process' identity.
  public init?(of processID: Int) {
    guard let stat = ProcessStat.read(processID) else { return nil }
    self.init(processID: processID, startTime: stat.startTime)
  }

  /// It runs, and is no zombie.
  public var isAlive: Bool { living != nil }

  private var living: ProcessStat? {
    guard let stat = ProcessStat.read(processID), stat.startTime == startTime, stat.isAlive else { return nil }
    return stat
  }

  public enum Outcome: Sendable, Hashable {
    case sent
    /// It has ended, or the number belongs to another process.
    case gone
    case refused(reason: String)
  }

  /// Sends a signal to this process and no other; with `group` to all of the process group that it leads.
  ///
  /// A group is signalled only where this process leads it, and while it is alive or a zombie that holds the number.
  public func kill(_ signal: CInt, group: Bool = false) -> Outcome {
    guard processID > 1, let number = CInt(exactly: processID) else { return .refused(reason: "\(processID) is no process that may be signalled") }
    guard processID != Int(getpid()) else { return .refused(reason: "\(processID) is this process itself") }
    // Open before looking: that the process which has the number now is ours is seen afterwards.
    let descriptor = ProcessDescriptor(number)
    guard let stat = ProcessStat.read(processID), stat.startTime == startTime else { return .gone }
    if group, stat.group == processID {
      // A zombie holds the number for its group too: what it left running is reached.
      return Self.outcome(Glibc.kill(-number, signal) == 0 ? 0 : errno)
    }
    guard stat.isAlive else { return .gone }
    guard let descriptor else { return Self.outcome(Glibc.kill(number, signal) == 0 ? 0 : errno) }
    return Self.outcome(descriptor.send(signal))
  }

  private static func outcome(_ code: CInt) -> Outcome {
    switch code {
    case 0: .sent
    case ESRCH: .gone
    default: .refused(reason: SystemFile.reason(code))
    }
  }
}
