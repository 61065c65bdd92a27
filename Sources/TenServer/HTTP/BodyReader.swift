internal import TenCore
internal import TenGraph

/// Reads a request's body as JSON.
struct BodyReader {
  /// Bytes.
  let limit: Int
  /// TEN's routes read JSON whatever the content type says.
  let isLenient: Bool

  /// - Returns: nil when there is no body and none is needed.
  func read(_ request: IncomingRequest, isOptional: Bool) async throws(APIError) -> Value? {
    let bytes = try await bytes(of: request)
    if bytes.isEmpty {
      if isOptional { return nil }
      throw APIError(400, "no_body", "the request needs a body of JSON and has none")
    }
    try checkType(request)
    do throws(Diagnostics) {
      return try JSON.parse(bytes, limits: JSON.Limits(bytes: limit, depth: 64, keys: 1_024))
    } catch {
      throw Self.syntaxError(error)
    }
  }

  private func bytes(of request: IncomingRequest) async throws(APIError) -> [UInt8] {
    do throws(BodySource.Failure) {
      return try await request.body.read(limit)
    } catch {
      switch error {
      case .tooLong: throw APIError(413, "too_long", "the body has more than \(limit) bytes, which is the limit (limits.body)")
      case .broken: throw APIError(408, "slow_body", "the body did not arrive whole in time")
      }
    }
  }

  private func checkType(_ request: IncomingRequest) throws(APIError) {
    if let encoding = request.headers["content-encoding"]?.lowercased(), encoding != "identity" {
      throw APIError(415, "unsupported_encoding", "the body is encoded as '\(encoding.prefix(50))'; send it as it is")
    }
    guard !isLenient else { return }
    let type = (request.headers["content-type"] ?? "").prefix { $0 != ";" }.lowercased()
    let trimmed = String(type.reversed().drop { $0 == " " }.reversed())
    guard trimmed == "application/json" else {
      let given = trimmed.isEmpty ? "the body has no content type" : "the body is '\(trimmed.prefix(100))'"
      throw APIError(415, "unsupported_type", "\(given); send JSON with 'Content-Type: application/json'")
    }
  }

  private static func syntaxError(_ diagnostics: Diagnostics) -> APIError {
    let first = diagnostics.list.first
    let place = first?.line.map { "line \($0), column \(first?.column ?? 1): " } ?? ""
    let hint = first?.suggestion.map { "; \($0)" } ?? ""
    var error = APIError(400, "bad_json", "the body cannot be read: \(place)\(first?.message ?? "this is no JSON")\(hint)")
    error.problems = [("", "\(place)\(first?.message ?? "this is no JSON")")]
    return error
  }
}
