internal import TenCore
internal import TenSupervisor

extension TENCode {
  /// What TEN's server answers to a start that the supervisor refused.
  static func startError(_ error: ServiceError) -> APIError {
    switch error.code {
    case .unknownGraph, .invalidStart, .unknownNode: return badParameters.error(error)
    case .invalidGraph: return badGraph.error(error)
    case .channelTaken: return channelTaken.error(error)
    case .tooMany: return tooManyWorkers.error(error)
    case .draining, .unavailable: return start.error(error, status: 503)
    case .timeout: return start.error(error, status: 504)
    case .startFailed, .storage, .unknownSession, .wrongState: return start.error(error)
    }
  }

  /// To a ping or a stop: a session that has ended meanwhile is none.
  static func sessionError(_ error: ServiceError) -> APIError {
    switch error.code {
    case .unknownSession, .wrongState: return unknownChannel.error(error)
    case .timeout: return stop.error(error, status: 504)
    default: return stop.error(error)
    }
  }

  private func error(_ cause: ServiceError, status: Int? = nil) -> APIError {
    var text = cause.message
    for problem in cause.problems.prefix(10) where !text.contains(problem.message) {
      text += "; \(problem.message)"
      if let suggestion = problem.suggestion { text += " (\(suggestion))" }
    }
    var error = error(text, status: status)
    error.problems = cause.problems.map { ($0.pointer, $0.message) }
    if let seconds = cause.retryAfter { error.headers["retry-after"] = String(seconds) }
    return error
  }
}
