internal import Glibc

/// A host's own cgroup v2 folder, below one that the server may write to.
public struct HostCgroup: Sendable, Hashable {
  public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String
  }

  /// Why the kernel killed a process for want of memory.
  public enum MemoryKill: Sendable, Hashable {
    case ownLimit
    /// A folder above had too little, or the machine.
    case others
  }

  public let path: String

  /// Makes the folder, where it is not there, and sets its limits; nil for no limit.
  /// - Parameters:
  ///   - memory: bytes.
  ///   - processorPercent: of one processor's time.
  /// - Throws: what was attempted, why the system does not allow it, and what to do.
  public init(of host: String, in parent: String, memory: Int? = nil, processorPercent: Int? = nil) throws(Failure) {
    path = "\(parent)/\(host)"
    try Self.make(path, "no cgroup for host '\(host)'", parent)
    do {
      if let memory {
        try set("memory.max", "\(memory)")
        // Not there on every kernel. What is swapped out would count nowhere.
        _ = SystemFile.write("0", to: "\(path)/memory.swap.max")
      }
      if let processorPercent { try set("cpu.max", "\(min(max(1, processorPercent), 1_000_000) * 1_000) 100000") }
    } catch {
      remove()
      throw error
    }
  }

  /// The folder of a host that has one already.
  public init(existing host: String, in parent: String) { path = "\(parent)/\(host)" }

  /// Puts a process into it that is elsewhere. - Returns: the reason when it is refused.
  public func take(processID: Int) -> String? { SystemFile.write("\(processID)", to: "\(path)/cgroup.procs") }

  /// Whether the kernel has killed a process in it for want of memory.
  public var memoryKill: MemoryKill? {
    guard let events = SystemFile.read("\(path)/memory.events"), events.number(after: "oom_kill ") ?? 0 > 0 else { return nil }
    return events.number(after: "oom ") ?? 0 > 0 ? .ownLimit : .others
  }

  /// The kernel removes only folders without processes. - Returns: false while there are any.
  @discardableResult
  public func remove() -> Bool { rmdir(path) == 0 || errno == ENOENT }

  static func make(_ path: String, _ attempt: String, _ parent: String) throws(Failure) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw Failure(description: "\(attempt): making '\(path)' failed: \(SystemFile.reason(errno)); delegate '\(parent)' to this user")
    }
  }

  private func set(_ name: String, _ value: String) throws(Failure) {
    guard let reason = SystemFile.write(value, to: "\(path)/\(name)") else { return }
    throw Failure(description: "no limit for '\(path)': writing \(value) to \(name) failed: \(reason)")
  }
}
