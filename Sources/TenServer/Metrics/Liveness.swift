internal import TenCore
public import TenSupervisor

/// Whether the supervisor's loop makes progress: then a request is answered in time, and its last tick is young.
public final class Liveness: Sendable {
  private struct State {
    /// One question at a time, whoever asks: those that a dead loop never answers must not pile up.
    var isAsking = false
    /// Whether the question has waited for longer than anyone should.
    var isSilent = false
    var waiting: [UInt64: AsyncStream<SupervisorStatistics?>.Continuation] = [:]
    var last: UInt64 = 0
    /// When the loop was last well.
    var wellAt: Int?
  }

  private let service: any SessionService
  private let now: @Sendable () -> Int
  private let beats: Beats
  private let state = Locked(State())

  /// Milliseconds.
  static let patience = 2_000
  static let oldestTick = 10_000
  /// For so long an answer is as good as a new one: anybody may ask, without a token, and as often as they like.
  static let freshness = 500

  /// - Parameter now: Unix time in milliseconds.
  public convenience init(_ service: any SessionService, now: @escaping @Sendable () -> Int) { self.init(service, now: now, beats: .real) }

  init(_ service: any SessionService, now: @escaping @Sendable () -> Int, beats: Beats) {
    self.service = service
    self.now = now
    self.beats = beats
  }

  /// nil while all is well, else what is wrong.
  public func problem() async -> String? {
    let time = now()
    if state.withLock({ state in state.wellAt.map { (0..<Self.freshness).contains(time - $0) } ?? false }) { return nil }
    guard let statistics = await statistics() else { return Self.silence }
    return problem(of: statistics)
  }

  /// What is wrong when the loop says this.
  func problem(of statistics: SupervisorStatistics) -> String? {
    let age = now() - statistics.lastTick
    return age <= Self.oldestTick ? nil : "the supervisor's loop last ticked \(age) ms ago; the server must be restarted"
  }

  static let silence = "the supervisor's loop has not answered for \(patience) ms; the server must be restarted"

  /// What the loop says now, or in answer to a question that waits already; nil when it says nothing for longer than anyone should wait.
  func statistics() async -> SupervisorStatistics? {
    let (answers, continuation) = AsyncStream.makeStream(of: SupervisorStatistics?.self, bufferingPolicy: .bufferingOldest(1))
    let (number, mustAsk) = state.withLock { state -> (UInt64?, Bool) in
      guard !state.isSilent else { return (nil, false) }
      state.last += 1
      state.waiting[state.last] = continuation
      defer { state.isAsking = true }
      return (state.last, !state.isAsking)
    }
    guard let number else { return nil }
    // Of its own: an actor whose loop is blocked answers never, and nobody must wait for it.
    if mustAsk { _ = Task { [self] in heard(await service.statistics()) } }
    let clock = Task { [beats] in
      for await _ in beats.every(Self.patience) { break }
      if !Task.isCancelled { continuation.yield(nil) }
    }
    defer { clock.cancel() }
    for await answer in answers {
      state.withLock { state in
        // The loop may have answered in this moment.
        let isWaiting = state.waiting.removeValue(forKey: number) != nil
        if answer == nil && isWaiting { state.isSilent = true }
      }
      return answer
    }
    _ = state.withLock { $0.waiting.removeValue(forKey: number) }
    return nil
  }

  private func heard(_ statistics: SupervisorStatistics) {
    let isWell = now() - statistics.lastTick <= Self.oldestTick
    let time = now()
    let waiting = state.withLock { state in
      defer { state.waiting = [:] }
      state.isAsking = false
      state.isSilent = false
      state.wellAt = isWell ? time : nil
      return state.waiting.values
    }
    for continuation in waiting { continuation.yield(statistics) }
  }
}
