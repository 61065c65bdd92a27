/// Everything that a request goes through, but for sockets: routing, access, parameters, body, the endpoint, and errors in their form.
public struct APIHandler: Sendable {
  let router: Router
  let configuration: ServerConfiguration
  let gates: Gates
  let random: @Sendable () -> UInt64
  let requests: RequestCounts

  /// - Parameters:
  ///   - absent: the answer to a path that TEN's clients may ask for and that is not served, such as `/vector`; nil for any other.
  ///   - clock: milliseconds that never go back, for the limits of rate.
  ///   - requests: where every answer is counted.
  ///   - random: for request ids.
  public init(
    endpoints: [Endpoint], configuration: ServerConfiguration, absent: @escaping @Sendable (_ path: String) -> APIError? = { _ in nil },
    requests: RequestCounts = RequestCounts(), clock: @escaping @Sendable () -> Int = { ServerClock.monotonic() },
    random: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
  ) {
    router = Router(endpoints: endpoints, absent: absent)
    self.configuration = configuration
    gates = Gates(configuration: configuration, clock: clock)
    self.random = random
    self.requests = requests
  }

  /// Answers one request; never throws, and always says something useful.
  ///
  /// - Parameters:
  ///   - path: as it was sent, percent-encoded, without the query.
  ///   - query: as it was sent, without `?`.
  ///   - headers: several of one name are joined with `, `. Names in any case.
  public func respond(
    method: String, path: String, query: String = "", headers: [(name: String, value: String)] = [], body: BodySource = BodySource([]),
    peer: String = ""
  ) async -> APIResponse {
    var named: [String: String] = [:]
    for (name, value) in headers {
      let name = name.lowercased()
      named[name] = named[name].map { "\($0), \(value)" } ?? value
    }
    let incoming = IncomingRequest(
      id: RequestID.make(from: named["x-request-id"], random: random), method: method, path: path, query: query, headers: named, body: body,
      peer: peer)
    var response = await answer(incoming)
    response.headers["x-request-id"] = incoming.id
    response.headers["x-content-type-options"] = "nosniff"
    response.headers["cache-control"] = response.headers["cache-control"] ?? "no-store"
    gates.origins.mark(&response, for: incoming)
    requests.count(method: method, status: response.status)
    if method == "HEAD", case .stream(_, let type) = response.body { response.body = .text("", contentType: type) }
    return response
  }
}
