internal import TenCore
internal import TenSupervisor

/// The names of sessions: `s` and 16 hexadecimal digits.
enum SessionID {
  static func isOne(_ text: String) -> Bool {
    text.utf8.count == 17 && text.utf8.first == 0x73 && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// The id in a request's path.
  /// - Throws: 404 for what is no id.
  static func of(_ request: APIRequest) throws(APIError) -> String {
    let text = request.pathParameters["id"] ?? ""
    guard isOne(text) else { throw unknown(text) }
    return text
  }

  static func unknown(_ id: String) -> APIError {
    let shown = id.count > 40 ? id.prefix(40) + "…" : id[...]
    return APIError(404, "unknown_session", "there is no session '\(shown)', or its retention is over; GET /v1/sessions lists those that are known")
  }
}
