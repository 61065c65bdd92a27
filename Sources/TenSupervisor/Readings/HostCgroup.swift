internal import Glibc

/// A host's own cgroup v2 folder, below one that the server may write to.
public struct HostCgroup: Sendable, Hashable {
  public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String
  }

  public let path: String

  /// Makes the folder and sets its limits; nil for no limit.
  /// - Parameters:
  ///   - memory: bytes.
  ///   - processors: processors' worth of time.
  /// - Throws: what was attempted, why the system does not allow it, and what to do.
  public init(of host: String, in parent: String, memory: Int? = nil, processors: Double? = nil) throws(Failure) {
    guard SystemFile.read("\(parent)/cgroup.controllers", limit: 1_024) != nil else {
      throw Failure(description: "no cgroup for host '\(host)': '\(parent)' is no cgroup v2 folder; give one that is delegated to this user, or none")
    }
    path = "\(parent)/\(host)"
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      let reason = SystemFile.reason(errno)
      throw Failure(description: "no cgroup for host '\(host)': making '\(path)' failed: \(reason); delegate '\(parent)' to this user")
    }
    do {
      if let memory { try set("memory.max", "\(memory)", parent) }
      if let processors { try set("cpu.max", "\(max(1_000, Int(min(processors, 4_096) * 100_000))) 100000", parent) }
    } catch {
      remove()
      throw error
    }
  }

  /// The folder of a host that a server before this one started.
  public init(existing host: String, in parent: String) { path = "\(parent)/\(host)" }

  /// The kernel removes only folders without processes. - Returns: false while there are any.
  @discardableResult
  public func remove() -> Bool { rmdir(path) == 0 || errno == ENOENT }

  /// Kills every process in it (Linux 5.14 and later). - Returns: false where that is not possible.
  public func kill() -> Bool { SystemFile.write("1", to: "\(path)/cgroup.kill") == nil }

  private func set(_ name: String, _ value: String, _ parent: String) throws(Failure) {
    guard let reason = SystemFile.write(value, to: "\(path)/\(name)") else { return }
    let remedy = "echo +\(name.prefix { $0 != "." }) > \(parent)/cgroup.subtree_control"
    throw Failure(description: "no limit for '\(path)': writing \(value) to \(name) failed: \(reason); enable it with: \(remedy)")
  }
}
