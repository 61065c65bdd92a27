/// Whether another session may be started: limits on numbers, and what the machine or container has left.
///
/// What is measured is kept for a while: a start reads no file.
public struct Admission: Sendable {
  public struct Limits: Sendable, Hashable {
    public var maxSessions: Int
    /// Bytes that must be free.
    public var freeMemory: Int
    /// Share of the processor time (0 to 1) that must be free.
    public var freeProcessor: Double
    /// Bytes by which each start is expected to lower the free memory, until that is measured again.
    public var expectedMemory = 4 << 20

    public init(maxSessions: Int, freeMemory: Int = 64 << 20, freeProcessor: Double = 0) {
      self.maxSessions = maxSessions
      self.freeMemory = freeMemory
      self.freeProcessor = freeProcessor
    }
  }

  /// Milliseconds for which a reading is good.
  public static let cachedFor = 500

  public var limits: Limits
  private let take: @Sendable (_ microseconds: Int) -> MachineReading
  private var reading: MachineReading?
  private var readAt = 0
  private var admittedSince = 0
  /// The last share that was measured.
  public private(set) var freeProcessor: Double?

  /// - Parameter take: how to measure; tests give their own.
  public init(limits: Limits, take: @escaping @Sendable (_ microseconds: Int) -> MachineReading = { MachineReading.take(microseconds: $0) }) {
    self.limits = limits
    self.take = take
  }

  /// Admits one more session, or says why not.
  /// - Parameters:
  ///   - sessions: those that have not ended.
  ///   - ofGraph: those of them that run this graph.
  ///   - now: milliseconds of a clock that only goes forward.
  /// - Throws: `tooMany`, with the figures and after how many seconds it may be tried again.
  public mutating func admit(graph: String, graphLimit: Int?, sessions: Int, ofGraph: Int, at now: Int) throws(ServiceError) {
    let advice = "stop some or raise the limit"
    if sessions >= limits.maxSessions { throw refusal(graph, "\(sessions) sessions run and \(limits.maxSessions) are allowed; \(advice)", 5) }
    if let graphLimit, ofGraph >= graphLimit { throw refusal(graph, "\(ofGraph) sessions of it run and \(graphLimit) are allowed; \(advice)", 5) }
    measure(at: now)
    if let shortage { throw refusal(graph, shortage, 2) }
    admittedSince += 1
  }

  /// What there is too little of for another session, by the last reading; nil for nothing.
  public var shortage: String? {
    if let free = freeMemory, free < limits.freeMemory {
      return "\(free >> 20) MiB of memory are free and \(limits.freeMemory >> 20) MiB must be; stop sessions or add memory"
    }
    if let free = freeProcessor, free < limits.freeProcessor {
      return "\(percent(free)) of the processor time is free and \(percent(limits.freeProcessor)) must be; stop sessions or add processors"
    }
    return nil
  }

  /// Bytes that are left when those admitted since the last reading have what they are expected to use.
  public var freeMemory: Int? { reading?.freeMemory.map { max(0, $0 - admittedSince * limits.expectedMemory) } }

  /// Measures again when the last reading is too old; a call a second keeps the processor's share fresh.
  public mutating func measure(at now: Int) {
    guard reading == nil || now - readAt >= Self.cachedFor else { return }
    let latest = take(now * 1_000)
    if let reading, let share = latest.freeProcessor(since: reading) { freeProcessor = share }
    reading = latest
    readAt = now
    admittedSince = 0
  }

  private func refusal(_ graph: String, _ why: String, _ seconds: Int) -> ServiceError {
    ServiceError(.tooMany, "a session of graph '\(graph)' was not started: \(why)", retryAfter: seconds)
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
