/// Which pages of browsers may talk to this server.
struct OriginCheck: Sendable {
  let listed: Set<String>
  /// Whether only the machine's own people reach the server, without proving who they are: then a page of a stranger must not use their browser for it.
  let isUnguarded: Bool
  let ownHost: String

  init(_ configuration: ServerConfiguration) {
    listed = Set(configuration.corsOrigins)
    isUnguarded = configuration.tokens.isEmpty
    ownHost = configuration.host
  }

  /// Why a request without a token is refused; nil when it is not.
  ///
  /// A page of another site can send a browser here: straight (`Origin` names the page) or by a name of its own that points to this machine (`Host` names it).
  func refusal(of request: IncomingRequest) -> APIError? {
    guard isUnguarded else { return nil }
    if let host = request.headers["host"], !isOwn(Self.name(host)) {
      return APIError(
        403, "foreign_host",
        "the request is for '\(host.prefix(100))', which is no name of this machine; without a token only localhost and addresses of the loopback are answered, "
          + "so that no web page can reach this server by a name of its own. Use http://localhost, or give the server a token")
    }
    if let origin = request.headers["origin"], !listed.contains(origin), !isOwn(Self.name(Self.authority(origin))) {
      return APIError(
        403, "foreign_origin",
        "a page of '\(origin.prefix(100))' may not use this server, which asks for no token; list it with --cors-origin, or give the server a token")
    }
    return nil
  }

  /// The answer to a preflight; nil when this is none.
  func preflight(_ request: IncomingRequest, methods: @autoclosure () -> [String]) -> Result<APIResponse, APIError>? {
    guard request.method == "OPTIONS", let origin = request.headers["origin"], request.headers["access-control-request-method"] != nil else {
      return nil
    }
    guard listed.contains(origin) else {
      return .failure(APIError(403, "foreign_origin", "pages of '\(origin.prefix(100))' may not use this server; list it with --cors-origin"))
    }
    let methods = methods()
    guard !methods.isEmpty else { return .failure(APIError(404, "unknown_path", "there is nothing at this path")) }
    var response = APIResponse(204, .empty)
    response.headers["access-control-allow-methods"] = Set(methods).sorted().joined(separator: ", ")
    response.headers["access-control-allow-headers"] = "authorization, content-type, idempotency-key, last-event-id, x-request-id"
    response.headers["access-control-max-age"] = "600"
    return .success(response)
  }

  /// Adds what lets a listed page read the answer.
  func mark(_ response: inout APIResponse, for request: IncomingRequest) {
    guard !listed.isEmpty else { return }
    let vary = request.method == "OPTIONS" ? "Origin, Access-Control-Request-Method, Access-Control-Request-Headers" : "Origin"
    response.headers["vary"] = response.headers["vary"].map { "\($0), \(vary)" } ?? vary
    guard let origin = request.headers["origin"], listed.contains(origin) else { return }
    response.headers["access-control-allow-origin"] = origin
    response.headers["access-control-allow-credentials"] = "true"
    response.headers["access-control-expose-headers"] = "idempotent-replay, location, retry-after, server-timing, x-request-id, x-session-id"
  }

  private func isOwn(_ name: String) -> Bool { name == ownHost.lowercased() || Loopback.contains(name) }

  /// `localhost` of `localhost:8080`, `::1` of `[::1]:8080`.
  private static func name(_ authority: some StringProtocol) -> String {
    if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }).lowercased() }
    return String(authority.prefix { $0 != ":" }).lowercased()
  }

  private static func authority(_ origin: String) -> Substring {
    for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) { return origin.dropFirst(scheme.count) }
    return ""
  }
}

/// Names and addresses by which only this machine itself is reached.
public enum Loopback {
  public static func contains(_ host: String) -> Bool {
    if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
