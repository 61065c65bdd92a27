internal import Glibc

/// What `/proc/PID/stat` says of a process.
public struct ProcessStat: Sendable, Hashable {
  public var processID: Int
  /// At most 15 bytes; any byte, also spaces and parentheses.
  public var name: String
  /// `R`, `S`, `D`, `Z` (zombie), `X` (dead), `T` …
  public var state: Character
  public var parent: Int
  public var group: Int
  /// Seconds of processor time, of the process itself.
  public var processorSeconds: Double
  public var threads: Int
  /// Clock ticks from boot to its start: field 22.
  public var startTime: Int

  /// nil for a text that is no such line.
  public init?(parsing bytes: [UInt8]) {
    // The name may hold anything: it goes from the first parenthesis to the last.
    guard let open = bytes.firstIndex(of: 40), let close = bytes.lastIndex(of: 41), open < close else { return nil }
    let fields = bytes[(close + 1)...].split { $0 == 32 || $0 == 10 }.map { String(decoding: $0, as: UTF8.self) }
    guard let processID = Int(String(decoding: bytes[..<open], as: UTF8.self).filter { $0 != " " }), fields.count >= 20, let state = fields[0].first
    else { return nil }
    guard let parent = Int(fields[1]), let group = Int(fields[2]), let user = UInt64(fields[11]), let system = UInt64(fields[12]),
      let threads = Int(fields[17]), let startTime = Int(fields[19])
    else { return nil }
    self.processID = processID
    name = String(decoding: bytes[(open + 1)..<close], as: UTF8.self)
    self.state = state
    self.parent = parent
    self.group = group
    processorSeconds = (Double(user) + Double(system)) / Self.ticksPerSecond
    self.threads = threads
    self.startTime = startTime
  }

  /// - Returns: nil when there is no such process.
  public static func read(_ processID: Int) -> ProcessStat? {
    guard processID > 0 else { return nil }
    return SystemFile.read("/proc/\(processID)/stat", limit: 4_096).flatMap { ProcessStat(parsing: $0) }
  }

  /// Neither ended nor a zombie.
  public var isAlive: Bool { state != "Z" && state != "X" && state != "x" }

  private static let ticksPerSecond = Double(max(1, sysconf(CInt(_SC_CLK_TCK))))
}
