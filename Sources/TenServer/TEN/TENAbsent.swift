/// TEN's routes that there is nothing for here.
enum TENAbsent {
  private static let reasons = [
    ("/api/vector", "documents for retrieval are the business of a graph's own node"),
    ("/vector", "documents for retrieval are the business of a graph's own node"),
    ("/api/dev", "there is no designer; `tenhost validate` and `tenhost graph` check and show graphs"),
    ("/dev-tmp", "there is no designer; `tenhost validate` and `tenhost graph` check and show graphs"),
  ]

  /// The answer to a path that TEN's server or its playground knows and this one does not; nil for any other path.
  static func error(for path: String) -> APIError? {
    for (prefix, reason) in reasons where path == prefix || path.hasPrefix("\(prefix)/") {
      var error = TENCode.badParameters.error("'\(path.prefix(200))' is not served: \(reason)", status: 404)
      error.code = "not_served"
      return error
    }
    return nil
  }
}
