internal import Glibc
internal import TenControl

extension HostLimits {
  /// Puts this process under the limits. A limit above what the system allows is the system's.
  /// - Returns: what could not be done, in words.
  func apply() -> [String] {
    var notes: [String] = []
    if let memory { set(RLIMIT_DATA, memory, "memory", &notes) }
    if let processorSeconds { set(RLIMIT_CPU, processorSeconds, "processor time", &notes) }
    if let descriptors { set(RLIMIT_NOFILE, descriptors, "descriptors", &notes) }
    set(RLIMIT_CORE, 0, "core files", &notes)
    if let cgroup, let reason = enter(cgroup) { notes.append("the host does not enter the cgroup \(cgroup): \(reason)") }
    return notes
  }

  private func set(_ resource: __rlimit_resource, _ value: Int, _ name: String, _ notes: inout [String]) {
    let number = __rlimit_resource_t(resource.rawValue)
    var limit = rlimit()
    getrlimit(number, &limit)
    let wanted = min(rlim_t(max(0, value)), limit.rlim_max)
    var new = rlimit(rlim_cur: wanted, rlim_max: wanted)
    if setrlimit(number, &new) != 0 { notes.append("the host's limit of \(name) is not set: \(String(cString: strerror(errno)))") }
  }

  private func enter(_ folder: String) -> String? {
    let descriptor = open("\(folder)/cgroup.procs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    defer { close(descriptor) }
    return write(descriptor, "0", 1) == 1 ? nil : String(cString: strerror(errno))
  }
}
