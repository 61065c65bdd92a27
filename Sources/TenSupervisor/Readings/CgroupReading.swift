/// The limits and the use of a cgroup v2 folder, as far as it has any.
public struct CgroupReading: Sendable, Hashable {
  /// Bytes.
  public var memoryMax: Int?
  public var memoryCurrent: Int?
  /// Bytes of `memoryCurrent` that the kernel gives back when asked, such as the file cache.
  public var reclaimable: Int?
  /// Processors' worth of time that may be used.
  public var processors: Double?
  public var usedMicroseconds: Int?

  public init() {}

  public var freeMemory: Int? {
    guard let memoryMax, let memoryCurrent else { return nil }
    return max(0, memoryMax - memoryCurrent + min(reclaimable ?? 0, memoryCurrent))
  }

  public init(folder: String) {
    memoryMax = Self.text(folder, "memory.max").flatMap { Int($0) }
    memoryCurrent = Self.text(folder, "memory.current").flatMap { Int($0) }
    reclaimable = SystemFile.read("\(folder)/memory.stat")?.number(after: "inactive_file")
    usedMicroseconds = SystemFile.read("\(folder)/cpu.stat")?.number(after: "usage_usec")
    if let words = Self.text(folder, "cpu.max")?.split(separator: " "), words.count == 2, let quota = Double(words[0]), let period = Double(words[1]),
      quota > 0, period > 0
    {
      processors = quota / period
    }
  }

  /// Of this process' own folder; the narrowest limit of it and of the folders above it. Empty where there is no cgroup v2.
  public static func own(root: String = "") -> CgroupReading {
    let line = SystemFile.text("\(root)/proc/self/cgroup")?.split(separator: "\n").first { $0.hasPrefix("0::/") }
    var path = line.map { String($0.dropFirst(3)) } ?? "/"
    var narrowest = CgroupReading()
    for _ in 0..<64 {
      let reading = CgroupReading(folder: path == "/" ? "\(root)/sys/fs/cgroup" : "\(root)/sys/fs/cgroup\(path)")
      if let free = reading.freeMemory, free < narrowest.freeMemory ?? .max {
        narrowest.memoryMax = reading.memoryMax
        narrowest.memoryCurrent = reading.memoryCurrent
        narrowest.reclaimable = reading.reclaimable
      }
      if let processors = reading.processors, processors < narrowest.processors ?? .infinity {
        narrowest.processors = processors
        narrowest.usedMicroseconds = reading.usedMicroseconds
      }
      guard path != "/", let slash = path.lastIndex(of: "/") else { break }
      path = slash == path.startIndex ? "/" : String(path[..<slash])
    }
    return narrowest
  }

  private static func text(_ folder: String, _ name: String) -> String? {
    SystemFile.text("\(folder)/\(name)", limit: 256).map { String($0.prefix { $0 != "\n" }) }
  }
}
