internal import TenControl
internal import TenCore
internal import TenGraph
internal import TenSupervisor

/// What the service and the vendor refuse, as the avatar session API answers it.
enum AvatarRefusal {
  /// The words with which the avatar's node begins its errors, and what a caller is told.
  static let statuses: KeyValuePairs<String, Int> = [
    "vendor_limit": 429, "vendor_key": 502, "vendor_ended": 410, "vendor_refused": 502, "vendor_failed": 502, "vendor_unreachable": 504,
    "unsupported": 501, "not_started": 409, "busy": 409,
  ]

  /// A session that was not made.
  static func start(_ error: ServiceError, _ configuration: AvatarConfiguration) -> APIError {
    switch error.code {
    case .unknownGraph: return noGraph(configuration)
    case .startFailed:
      let told = [error.message, error.session?.reasonDetail ?? "", error.session?.endRecord.map { JSON.text(of: $0) } ?? ""]
      for text in told {
        for (code, _) in statuses {
          guard let range = text.firstRange(of: code + ": ") else { continue }
          return vendor(code, words(text[range.upperBound...]))
        }
      }
      return APIError(502, error.code.rawValue, error.message)
    default: return plain(error)
    }
  }

  static func plain(_ error: ServiceError) -> APIError {
    var answer = V1Error.of(error)
    answer.members = Properties()
    return answer
  }

  static func noGraph(_ configuration: AvatarConfiguration) -> APIError {
    APIError(
      503, "no_avatar_graph",
      "cannot create an avatar session: this server has no graph '\(configuration.graph)'; put \(configuration.graph).json into its folder of graphs")
  }

  /// What the node answered to a command that it did not carry out.
  static func result(_ status: CommandResult.Status, _ properties: Properties, attempted: String) -> APIError {
    let detail = properties["detail"]?.string ?? "the avatar gave no reason"
    switch status {
    case .error: return vendor(properties["code"]?.string ?? "", detail)
    case .timeout: return APIError(504, "timeout", "cannot \(attempted): the avatar did not answer in time; try again")
    case .stopped, .crashed: return APIError(410, "session_ended", "cannot \(attempted): the session ends")
    default: return APIError(502, "avatar_failed", "cannot \(attempted): \(status.name): \(detail)")
    }
  }

  private static func vendor(_ code: String, _ message: String) -> APIError {
    guard let status = statuses.first(where: { $0.key == code })?.value else { return APIError(502, "avatar_failed", message) }
    var error = APIError(status, code, message)
    // A vendor's session that was not stopped counts for some 20 s more.
    if code == "vendor_limit" { error.headers["retry-after"] = "20" }
    return error
  }

  /// Up to where the record that quotes them goes on.
  private static func words(_ text: Substring) -> String { String(text.prefix { $0 != "\"" && $0 != "\n" }.prefix(500)) }

  static func responses(_ statuses: Int...) -> [Endpoint.Response] {
    statuses.map { Endpoint.Response($0, descriptions[$0] ?? "Not done.", ErrorBody.problemShape, contentType: "application/problem+json") }
  }

  private static let descriptions = [
    404: "There is no such avatar session.", 409: "The session has not been started.", 410: "The session has ended; the problem says why.",
    422: "The request does not fit; `problems` says where.",
    429: "The server or the vendor's account has no session left; `Retry-After` says when to try again.",
    501: "The vendor takes this in the room alone.", 502: "The vendor refused it, or failed.",
    503: "Not now: the server drains, hosts cannot be started, the store does not answer, or there is no graph for avatars.",
    504: "The vendor did not answer in time.",
  ]
}
