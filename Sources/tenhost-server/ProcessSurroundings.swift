@preconcurrency internal import Glibc

/// The process around the server.
enum ProcessSurroundings {
  static var environment: [String: String] {
    var found: [String: String] = [:]
    guard let first = environ as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? else { return found }
    var entry = first
    while let text = entry.pointee {
      let pair = String(cString: text)
      if let sign = pair.firstIndex(of: "=") { found[String(pair[..<sign])] = String(pair[pair.index(after: sign)...]) }
      entry += 1
    }
    return found
  }

  /// The soft limit of open descriptors goes up to the hard one: each connection and each host costs at least one.
  static func raiseDescriptors() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// A program in the folder of this one; its name alone, to be looked for in PATH, where there is none.
  static func neighbour(_ name: String) -> String {
    guard let own = realpath("/proc/self/exe", nil) else { return name }
    defer { free(own) }
    let path = String(cString: own)
    guard let slash = path.lastIndex(of: "/") else { return name }
    let found = path[...slash] + name
    return access(String(found), X_OK) == 0 ? String(found) : name
  }
}
