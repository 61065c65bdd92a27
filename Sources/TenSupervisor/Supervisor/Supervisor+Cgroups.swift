internal import Logging
internal import TenControl
internal import TenCore

/// A cgroup for each host, where the server was given a folder for them.
extension Supervisor {
  /// Where that does not work, sessions run without.
  func openCgroup() {
    let needed = [options.maxSessionMemory.map { _ in "memory" }, options.maxSessionProcessorPercent.map { _ in "cpu" }].compactMap(\.self)
    guard let parent = options.cgroup else {
      if options.maxSessionProcessorPercent != nil { log.warning("sessions have no limit of their processor share: no cgroup is configured") }
      return
    }
    do throws(HostCgroup.Failure) {
      try HostCgroup.prepare(parent, needed: needed)
      cgroup = parent
    } catch {
      log.warning("sessions have no cgroups", metadata: ["reason": "\(error)"])
    }
  }

  /// Makes the folder of a host, or sets its limits anew.
  func makeCgroup(of host: String) -> HostCgroup? {
    guard let cgroup else { return nil }
    do throws(HostCgroup.Failure) {
      return try HostCgroup(
        of: host, in: cgroup, memory: options.maxSessionMemory, processorPercent: options.maxSessionProcessorPercent)
    } catch {
      log.warning("a host has no cgroup", metadata: ["host": "\(host)", "reason": "\(error)"])
      return nil
    }
  }

  /// Of a host that a server before this one started: limits may have changed, and systemd may have lifted them.
  func confine(_ host: HostHandle) {
    guard processes.exists(host.process), let folder = makeCgroup(of: host.name) else { return }
    guard let reason = folder.take(processID: host.process.processID) else { return }
    log.warning("a host has no cgroup", metadata: ["host": "\(host.name)", "reason": "\(reason)"])
  }

  func removeCgroup(of host: String) {
    if let cgroup { HostCgroup(existing: host, in: cgroup).remove() }
  }

  /// Why a host died, where the kernel killed it for want of memory.
  func memoryKill(of host: String) -> EndReason? {
    guard let cgroup else { return nil }
    let folder = HostCgroup(existing: host, in: cgroup)
    switch folder.memoryKill {
    case .ownLimit:
      let limit =
        CgroupReading(folder: folder.path).memoryMax.map { "the \($0 >> 20) MiB of memory that are allowed" } ?? "the memory that is allowed"
      return EndReason(.overLimit, detail: "its host used more than \(limit), and the kernel killed it")
    case .others: return EndReason(.crashed, detail: "the kernel killed its host because the service or the machine ran out of memory")
    case nil: return nil
    }
  }
}
