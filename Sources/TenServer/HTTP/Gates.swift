internal import TenCore

/// What a request must pass before its endpoint sees it.
final class Gates: Sendable {
  let tokens: TokenCheck
  let origins: OriginCheck
  private let limits: ServerConfiguration.Limits
  private let clock: @Sendable () -> Int
  private let state: Locked<State>

  private struct State {
    var rates: RateTable
    var atWork = 0
  }

  init(configuration: ServerConfiguration, clock: @escaping @Sendable () -> Int) {
    tokens = TokenCheck(configuration.tokens)
    origins = OriginCheck(configuration)
    limits = configuration.limits
    self.clock = clock
    state = Locked(State(rates: RateTable(perSecond: limits.requestsPerSecond, burst: limits.burst)))
  }

  /// Takes a place among the requests at work; `leave` gives it back.
  func enter(_ peer: String) throws(APIError) {
    let now = clock()
    let refusal: APIError? = state.withLock { state in
      if let seconds = state.rates.take(peer, now: now) {
        var error = APIError(
          429, "too_many_requests", "more than \(limits.requestsPerSecond) requests a second came from \(peer); try again in \(seconds) s")
        error.headers["retry-after"] = String(seconds)
        return error
      }
      if limits.concurrentRequests > 0 && state.atWork >= limits.concurrentRequests {
        var error = APIError(503, "busy", "\(state.atWork) requests are at work, which is the limit; try again in 1 s")
        error.headers["retry-after"] = "1"
        return error
      }
      state.atWork += 1
      return nil
    }
    if let refusal { throw refusal }
  }

  func leave() { state.withLock { $0.atWork -= 1 } }

  var atWork: Int { state.withLock { $0.atWork } }
}
