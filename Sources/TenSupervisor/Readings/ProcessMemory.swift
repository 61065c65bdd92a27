internal import Glibc

/// A process' memory, in bytes.
public struct ProcessMemory: Sendable, Hashable {
  public var resident: Int
  /// Its fair share of what it shares with others (PSS); nil where only the quick reading was made.
  public var proportional: Int?
  /// What would be free if it ended (USS).
  public var unique: Int?

  public init(resident: Int, proportional: Int? = nil, unique: Int? = nil) {
    self.resident = resident
    self.proportional = proportional
    self.unique = unique
  }

  /// Of `/proc/PID/statm`: cheap, resident bytes alone.
  public init?(parsingStatm bytes: [UInt8]) {
    let fields = bytes.split { $0 == 32 || $0 == 10 }
    guard fields.count >= 2, let pages = Int(String(decoding: fields[1], as: UTF8.self)), pages >= 0, pages < 1 << 48 else { return nil }
    self.init(resident: pages * Self.pageSize)
  }

  /// Of `/proc/PID/smaps_rollup`: the kernel walks the page tables for it, so not for every second.
  public init?(parsingRollup bytes: [UInt8]) {
    func kilobytes(_ name: String) -> Int? { bytes.number(after: name).flatMap { $0 < 1 << 40 ? $0 << 10 : nil } }
    guard let resident = kilobytes("Rss:"), let proportional = kilobytes("Pss:") else { return nil }
    self.init(resident: resident, proportional: proportional, unique: (kilobytes("Private_Clean:") ?? 0) + (kilobytes("Private_Dirty:") ?? 0))
  }

  /// - Returns: nil when there is no such process.
  public static func resident(of processID: Int) -> Int? {
    SystemFile.read("/proc/\(processID)/statm", limit: 256).flatMap { ProcessMemory(parsingStatm: $0) }?.resident
  }

  public static func whole(of processID: Int) -> ProcessMemory? {
    SystemFile.read("/proc/\(processID)/smaps_rollup").flatMap { ProcessMemory(parsingRollup: $0) }
  }

  private static let pageSize = max(1, sysconf(CInt(_SC_PAGESIZE)))
}
