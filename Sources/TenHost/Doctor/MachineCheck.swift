internal import Glibc
internal import TenGraph
internal import TenLoop

/// What `tenhost doctor` looks at.
struct MachineCheck {
  struct Finding {
    var name: String
    var detail: String
    /// What to do; nil where all is well.
    var advice: String?
  }

  let surroundings: Surroundings

  func all() -> [Finding] {
    [
      Finding(name: "tenhost", detail: "\(TenHost.version), \(Self.compiler)"),
      Finding(name: "libuv", detail: LibUV.version),
      Finding(name: "jansson", detail: JSON.libraryVersion),
      Finding(
        name: "extensions", detail: "\(surroundings.extensions.count)",
        advice: surroundings.extensions.isEmpty ? "give some to TenHost.main(extensions:)" : nil),
      descriptors(), cores(), memory(), group(), runtimeFolder(),
    ] + LibraryListing(libraries: surroundings.libraries).findings
  }

  private static var compiler: String {
    #if swift(>=6.4)
      "built with Swift 6.4 or newer"
    #elseif swift(>=6.3)
      "built with Swift 6.3"
    #else
      "built with Swift 6.2"
    #endif
  }

  private func descriptors() -> Finding {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let isLow = limit.rlim_cur < 1_024
    return Finding(
      name: "open files", detail: "at most \(limit.rlim_cur), can be raised to \(limit.rlim_max)",
      advice: isLow ? "a host needs about 20 and each connection of a node one more: raise the limit with `ulimit -n 4096`" : nil)
  }

  private func cores() -> Finding {
    let count = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return Finding(
      name: "processors", detail: "\(count)", advice: count < 2 ? "with one processor, groups with a thread of their own gain nothing" : nil)
  }

  private func memory() -> Finding {
    let kilobytes = Self.lines("/proc/meminfo").first { $0.hasPrefix("MemAvailable:") }?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    guard let kilobytes else { return Finding(name: "memory", detail: "unknown", advice: "/proc/meminfo cannot be read") }
    let megabytes = kilobytes / 1_024
    return Finding(
      name: "memory", detail: "\(megabytes) MiB free", advice: megabytes < 64 ? "free some: a session may hold up to 64 MiB of waiting messages" : nil
    )
  }

  /// The control group's limits, where there is one.
  private func group() -> Finding {
    let path = Self.lines("/proc/self/cgroup").first { $0.hasPrefix("0::") }.map { "/sys/fs/cgroup" + $0.dropFirst(3) } ?? "/sys/fs/cgroup"
    let memory = Self.lines("\(path)/memory.max").first ?? "unknown"
    let processor = Self.lines("\(path)/cpu.max").first ?? "unknown"
    let low = Int(memory).map { $0 < 64 << 20 } ?? false
    return Finding(
      name: "control group", detail: "memory.max \(memory), cpu.max \(processor)",
      advice: low ? "raise memory.max: a session may hold up to 64 MiB of waiting messages" : nil)
  }

  private func runtimeFolder() -> Finding {
    guard let folder = surroundings.environment["XDG_RUNTIME_DIR"], !folder.isEmpty else {
      return Finding(
        name: "runtime folder", detail: "XDG_RUNTIME_DIR is not set; /tmp would be used",
        advice: access("/tmp", W_OK) == 0 ? nil : "/tmp is not writable: set XDG_RUNTIME_DIR to a folder of yours")
    }
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, access(folder, W_OK | X_OK) == 0 else {
      return Finding(
        name: "runtime folder", detail: "\(folder) is no folder that this user may write to",
        advice: "make it, or set XDG_RUNTIME_DIR to a folder of yours")
    }
    let isOpen = status.st_mode & 0o077 != 0
    return Finding(name: "runtime folder", detail: folder, advice: isOpen ? "others may enter it: `chmod 700 \(folder)`" : nil)
  }

  private static func lines(_ path: String) -> [String] {
    guard let bytes = try? TextFile.read(path) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
