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
    /// Of requests without a valid token.
    var failures: RateTable
    var known: Set<Known> = []
    var atWork = 0
  }

  /// An address that has come with a token, by its place in the list.
  private struct Known: Hashable {
    var client: String
    var token: Int
  }

  private static let mostKnown = 4_096

  init(configuration: ServerConfiguration, clock: @escaping @Sendable () -> Int) {
    tokens = TokenCheck(configuration.tokens)
    origins = OriginCheck(configuration)
    limits = configuration.limits
    self.clock = clock
    state = Locked(
      State(
        rates: RateTable(perSecond: limits.requestsPerSecond, burst: limits.burst),
        failures: RateTable(perSecond: limits.unauthorizedPerSecond, burst: limits.unauthorizedBurst)))
  }

  /// An address that comes too often without a valid token is heard no more for a while, so that it learns nothing of what it guesses. The tokens that it
  /// has come with before stay good: others may share the address with it.
  /// - Parameter header: the value of `authorization`.
  func identify(_ header: String?, from peer: String) throws(APIError) {
    guard tokens.isRequired else { return }
    let token = tokens.index(of: header)
    let client = ClientAddress.key(peer)
    let now = clock()
    let refusal: APIError? = state.withLock { state in
      let known = token.map { Known(client: client, token: $0) }
      if let known, state.known.contains(known) { return nil }
      if let seconds = state.failures.wait(client, now: now) { return tooMany(peer, seconds) }
      guard let known else {
        _ = state.failures.take(client, now: now)
        return unauthorized(hasToken: header != nil)
      }
      if state.known.count >= Self.mostKnown { state.known = [] }
      state.known.insert(known)
      return nil
    }
    if let refusal { throw refusal }
  }

  private func tooMany(_ peer: String, _ seconds: Int) -> APIError {
    var error = APIError(
      429, "too_many_unauthorized",
      "more than \(limits.unauthorizedPerSecond) requests a second came from \(peer) without a valid token (limits.unauthorized_per_second), and no other token of it is looked at; try again in \(seconds) s with a valid one"
    )
    error.headers["retry-after"] = String(seconds)
    return error
  }

  private func unauthorized(hasToken: Bool) -> APIError {
    let given = hasToken ? "the token is not one of this server's" : "this server asks for a token"
    var error = APIError(401, "unauthorized", "\(given); send it as 'Authorization: Bearer TOKEN'")
    error.headers["www-authenticate"] = #"Bearer realm="tenhost""#
    return error
  }

  /// Takes a place among the requests at work; `leave` gives it back.
  func enter(_ peer: String) throws(APIError) {
    let client = ClientAddress.key(peer)
    let now = clock()
    let refusal: APIError? = state.withLock { state in
      if let seconds = state.rates.take(client, now: now) {
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
