internal import TenCore
internal import TenSupervisor

/// What the service and the store refuse, as the /v1 API answers it.
enum V1Error {
  static func of(_ error: ServiceError) -> APIError {
    var answer = APIError(status(of: error.code), error.code.rawValue, error.message)
    answer.problems = error.problems.map { problem in
      (problem.pointer, problem.suggestion.map { "\(problem.message); \($0)" } ?? problem.message)
    }
    if let session = error.session {
      answer.members["session"] = .object(session.isEnded ? SessionResource.ended(session) : SessionResource.value(of: session))
    }
    if let seconds = error.retryAfter ?? usualWait(error.code) { answer.headers["retry-after"] = String(seconds) }
    return answer
  }

  static func status(of code: ServiceError.Code) -> Int {
    switch code {
    case .unknownGraph, .unknownSession: 404
    case .invalidStart, .unknownNode: 422
    case .channelTaken, .wrongState: 409
    case .tooMany: 429
    case .invalidGraph: 500
    case .startFailed: 502
    case .draining, .unavailable, .storage: 503
    case .timeout: 504
    }
  }

  /// Seconds, where the service names none and a second try may succeed.
  private static func usualWait(_ code: ServiceError.Code) -> Int? {
    switch code {
    case .tooMany, .unavailable, .storage: 1
    case .draining: 10
    default: nil
    }
  }

  /// Asks the service.
  static func asking<T: Sendable>(_ body: () async throws(ServiceError) -> T) async throws(APIError) -> T {
    do throws(ServiceError) {
      return try await body()
    } catch {
      throw of(error)
    }
  }

  /// Asks the store.
  static func reading<T: Sendable>(_ body: () async throws -> T) async throws(APIError) -> T {
    do {
      return try await body()
    } catch {
      var answer = APIError(503, "storage", "the store did not answer: \(error); look at the server's log and disk")
      answer.headers["retry-after"] = "1"
      throw answer
    }
  }
}
