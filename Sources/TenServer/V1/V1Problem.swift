/// The answers of /v1 that are no success, for its OpenAPI document.
enum V1Problem {
  static func responses(_ statuses: Int...) -> [Endpoint.Response] {
    statuses.map { Endpoint.Response($0, words[$0] ?? "Not done.", ErrorBody.problemShape, contentType: "application/problem+json") }
  }

  private static let words = [
    400: "A header or a parameter is wrong.", 404: "It is not there.",
    409: "The channel is taken (`session` says by whom), the session is in another state, or a request with this key is still at work.",
    422: "The request does not fit, or its values do not; `problems` says where.", 429: "A limit is reached; `Retry-After` says when to try again.",
    500: "The graph is not valid.", 502: "The start failed; `session` has the end record.",
    503: "Not now: the server drains, hosts cannot be started, or the store does not answer.", 504: "No answer came in time.",
  ]
}
