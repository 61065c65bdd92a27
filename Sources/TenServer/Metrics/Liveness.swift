internal import TenCore
public import TenSupervisor

/// Whether the supervisor's loop makes progress: then a request is answered in time, and its last tick is young.
public final class Liveness: Sendable {
  private let service: any SessionService
  private let now: @Sendable () -> Int
  private let beats: Beats
  /// One question at a time: those that a dead loop never answers must not pile up.
  private let isAsking = Locked(false)

  /// Milliseconds.
  static let patience = 2_000
  static let oldestTick = 10_000

  /// - Parameter now: Unix time in milliseconds.
  public convenience init(_ service: any SessionService, now: @escaping @Sendable () -> Int) { self.init(service, now: now, beats: .real) }

  init(_ service: any SessionService, now: @escaping @Sendable () -> Int, beats: Beats) {
    self.service = service
    self.now = now
    self.beats = beats
  }

  /// nil while all is well, else what is wrong.
  public func problem() async -> String? {
    let isFirst = isAsking.withLock { isAsking in
      defer { isAsking = true }
      return !isAsking
    }
    guard isFirst else { return Self.silence }
    guard let statistics = await answer() else { return Self.silence }
    let age = now() - statistics.lastTick
    guard age <= Self.oldestTick else { return "the supervisor's loop last ticked \(age) ms ago; the server must be restarted" }
    return nil
  }

  private static let silence = "the supervisor's loop has not answered for \(patience) ms; the server must be restarted"

  private func answer() async -> SupervisorStatistics? {
    let (answers, continuation) = AsyncStream.makeStream(of: SupervisorStatistics?.self, bufferingPolicy: .bufferingOldest(1))
    // Of its own: an actor whose loop is blocked answers never, and nobody must wait for it.
    let asking = Task { [self] in
      let statistics = await service.statistics()
      isAsking.withLock { $0 = false }
      continuation.yield(statistics)
    }
    let clock = Task { [beats] in
      for await _ in beats.every(Self.patience) { break }
      continuation.yield(nil)
    }
    defer {
      clock.cancel()
      asking.cancel()
    }
    for await answer in answers { return answer }
    return nil
  }
}
