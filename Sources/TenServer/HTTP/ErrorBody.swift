internal import TenCore

/// Errors as they are sent.
enum ErrorBody {
  static func response(_ error: APIError, _ form: Endpoint.ErrorForm, _ request: IncomingRequest) -> APIResponse {
    var response: APIResponse
    switch form {
    case .problem:
      var body: Properties = [
        "type": .string("urn:tenhost:problem:\(error.code)"), "title": .string(title(error.status)), "status": Value(error.status),
        "detail": .string(error.message), "code": .string(error.code), "request_id": .string(request.id),
      ]
      if !error.problems.isEmpty {
        body["problems"] = .array(error.problems.map { ["pointer": .string($0.pointer), "message": .string($0.message)] })
      }
      for (name, value) in error.members where body[name] == nil { body[name] = value }
      response = APIResponse(error.status, .json(.object(body)))
      response.headers["content-type"] = "application/problem+json"
    case .envelope, .ten:
      let isTENs = form == .ten && (error.envelopeCode != nil || error.status == 400)
      response = .json(
        ["code": .string(error.envelopeCode ?? envelopeCode(error)), "data": isTENs ? Value(error.status) : .null, "msg": .string(error.message)],
        status: isTENs ? 200 : error.status)
    }
    for (name, value) in error.headers { response.headers[name] = value }
    return response
  }

  static let problemShape = Shape.named(
    "Problem",
    .object(
      [
        Shape.Member("type", .string(), required: true, "A URN that names the kind of problem."),
        Shape.Member("title", .string(), required: true, "The status in words."),
        Shape.Member("status", .integer(), required: true),
        Shape.Member("detail", .string(), required: true, "What was attempted, the reason, and what to do."),
        Shape.Member("code", .string(), required: true, "A short, stable word."),
        Shape.Member("request_id", .string(), required: true, "Also in the access log."),
        Shape.Member(
          "problems",
          .array(
            .object([
              Shape.Member("pointer", .string(), required: true, "A JSON pointer into the body, or `query:NAME`, `path:NAME`, `header:NAME`."),
              Shape.Member("message", .string(), required: true),
            ])), "All that is wrong."),
      ], rest: .any))

  static let envelopeShape = Shape.named(
    "EnvelopeError",
    .object([
      Shape.Member("code", .string(), required: true, "TEN's code, as a text."), Shape.Member("data", .any, required: true),
      Shape.Member("msg", .string(), required: true),
    ]))

  /// TEN's code where the endpoint gave none.
  private static func envelopeCode(_ error: APIError) -> String { error.status == 429 ? "10001" : "10000" }

  static func title(_ status: Int) -> String {
    switch status {
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 500: "Internal Server Error"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 507: "Insufficient Storage"
    default: "Error"
    }
  }
}
