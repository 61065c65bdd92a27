internal import Glibc

/// What the system says of this process and of its children.
enum OwnProcess {
  /// Threads of this process.
  static var threads: Int { Folder.names(in: "/proc/self/task")?.count ?? 0 }

  /// When a process began, in clock ticks since boot; with the number it names one process for ever.
  static func startTime(of process: pid_t) -> Int? {
    let descriptor = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1_024)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return nil }
    // The second field is the name in parentheses, which may hold anything.
    guard let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = String(decoding: bytes[(end + 1)..<count], as: UTF8.self).split(separator: " ")
    return fields.count > 19 ? Int(fields[19]) : nil
  }

  /// Milliseconds of Unix time.
  static var time: Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  /// The soft limit of open descriptors goes up to the hard one: each host of a fork server costs it two.
  /// - Returns: what it was.
  static func raiseDescriptors() -> rlimit {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    var raised = limit
    raised.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised)
    return limit
  }

  /// Lets the system wake this process, and those that are made of it from now on, up to half a millisecond late: one interrupt then wakes many hosts, where
  /// each would have had its own. Loops count whole milliseconds anyway.
  static func allowTimerSlack() {
    let descriptor = open("/proc/self/timerslack_ns", O_WRONLY | O_CLOEXEC)
    // Where the system has no such file, hosts only cost more.
    guard descriptor >= 0 else { return }
    _ = write(descriptor, "500000", 6)
    close(descriptor)
  }

  /// Closes every descriptor from `first` on.
  static func closeDescriptors(from first: CInt) {
    for name in Folder.names(in: "/proc/self/fd") ?? [] {
      if let descriptor = CInt(name), descriptor >= first { close(descriptor) }
    }
  }
}
