/// Memory and processor of the machine or of the container that this process is in: what can be used, and what is used.
public struct MachineReading: Sendable, Hashable {
  /// Bytes that can still be had.
  public var freeMemory: Int?
  public var totalMemory: Int?
  /// Processor time used so far and what there was to use, in any unit: two readings make a share.
  public var busy: Double?
  public var capacity: Double?
  /// Where the figures are from: `cgroup` or `machine`.
  public var memorySource = "machine"

  public init(freeMemory: Int? = nil, totalMemory: Int? = nil, busy: Double? = nil, capacity: Double? = nil) {
    self.freeMemory = freeMemory
    self.totalMemory = totalMemory
    self.busy = busy
    self.capacity = capacity
  }

  /// Share of the processor time since `older` that nobody used, from 0 to 1; nil where it is not known.
  public func freeProcessor(since older: MachineReading) -> Double? {
    guard let busy, let capacity, let busyThen = older.busy, let capacityThen = older.capacity, capacity > capacityThen else { return nil }
    return min(1, max(0, 1 - (busy - busyThen) / (capacity - capacityThen)))
  }

  /// Reads it now.
  /// - Parameters:
  ///   - now: microseconds of a clock that only goes forward, for a container's share.
  ///   - root: for tests; a folder in place of `/`.
  public static func take(microseconds now: Int, root: String = "") -> MachineReading {
    var reading = MachineReading()
    let memory = SystemFile.read("\(root)/proc/meminfo") ?? []
    reading.freeMemory = memory.number(after: "MemAvailable:").flatMap(bytes)
    reading.totalMemory = memory.number(after: "MemTotal:").flatMap(bytes)
    if let times = ProcessorTimes(parsing: SystemFile.read("\(root)/proc/stat") ?? []) {
      reading.busy = times.busy
      reading.capacity = times.total
    }
    reading.narrow(to: CgroupReading.own(root: root), microseconds: now)
    return reading
  }

  /// A container may use less than the machine has: the narrower counts.
  mutating func narrow(to cgroup: CgroupReading, microseconds now: Int) {
    if let free = cgroup.freeMemory, free < freeMemory ?? .max {
      freeMemory = free
      totalMemory = cgroup.memoryMax
      memorySource = "cgroup"
    }
    if let processors = cgroup.processors, let used = cgroup.usedMicroseconds {
      busy = Double(used)
      capacity = Double(now) * processors
    }
  }

  private static func bytes(kilobytes: Int) -> Int? { kilobytes < 1 << 50 ? kilobytes << 10 : nil }
}

/// The first line of `/proc/stat`.
struct ProcessorTimes: Sendable, Hashable {
  var busy: Double
  var total: Double

  init?(parsing bytes: [UInt8]) {
    guard let line = bytes.split(separator: 10).first, line.starts(with: Array("cpu ".utf8)) else { return nil }
    let fields = line.split(separator: 32).dropFirst().map { Double(String(decoding: $0, as: UTF8.self)) ?? 0 }
    guard fields.count >= 4 else { return nil }
    // user nice system idle iowait irq softirq steal; what guests used is in user already.
    total = fields.prefix(8).reduce(0, +)
    busy = total - fields[3] - (fields.count > 4 ? fields[4] : 0)
  }
}
