/// Finds the endpoint of a path. A part that is written out wins over a parameter.
struct Router: Sendable {
  enum Match {
    case found(Endpoint, parameters: [String: String])
    /// The path is served, with other methods.
    case methods([String], Endpoint.ErrorForm, isOpen: Bool)
    case none(APIError, Endpoint.ErrorForm)
  }

  private struct Route: Sendable {
    var segments: [Segment]
    var endpoints: [Endpoint]
  }

  private enum Segment: Sendable, Hashable {
    case text(String)
    case parameter(String)
  }

  /// In order of precedence.
  private var routes: [Route] = []
  private let absent: @Sendable (_ path: String) -> APIError?
  /// First parts of paths under which errors have TEN's form.
  private var envelopePrefixes: Set<[String]> = []

  init(endpoints: [Endpoint], absent: @escaping @Sendable (_ path: String) -> APIError? = { _ in nil }) {
    self.absent = absent
    for endpoint in endpoints {
      let segments = Self.segments(endpoint.path)
      if let index = routes.firstIndex(where: { $0.segments == segments }) {
        routes[index].endpoints.append(endpoint)
      } else {
        routes.append(Route(segments: segments, endpoints: [endpoint]))
      }
    }
    routes.sort { Self.rank($0.segments).lexicographicallyPrecedes(Self.rank($1.segments)) }
    let problems = Set(endpoints.filter { $0.errors == .problem }.map(Self.prefix))
    envelopePrefixes = Set(endpoints.filter { $0.errors.isEnvelope }.map(Self.prefix)).subtracting(problems)
  }

  func match(method: String, segments: [String]) -> Match {
    var methods: [String] = []
    var form: Endpoint.ErrorForm?
    var isOpen = false
    for route in routes {
      guard let parameters = Self.parameters(route.segments, segments) else { continue }
      let wanted = method == "HEAD" ? "GET" : method
      if let endpoint = route.endpoints.first(where: { $0.method.rawValue == wanted }) { return .found(endpoint, parameters: parameters) }
      for endpoint in route.endpoints {
        form = form ?? endpoint.errors
        isOpen = isOpen || endpoint.access == .open
        let served = endpoint.method == .get ? ["GET", "HEAD"] : [endpoint.method.rawValue]
        methods += served.filter { !methods.contains($0) }
      }
    }
    if let form { return .methods(methods, form, isOpen: isOpen) }
    let path = "/" + segments.joined(separator: "/")
    if let error = absent(path) { return .none(error, .envelope) }
    let isEnvelope = envelopePrefixes.contains { !$0.isEmpty && segments.starts(with: $0) }
    return .none(
      APIError(404, "unknown_path", "there is nothing at '\(path.prefix(200))'; GET /v1/openapi.json lists what is served"),
      isEnvelope ? .envelope : .problem)
  }

  /// The methods that a path is served with, for a preflight; empty when it is not served at all.
  func methods(of segments: [String]) -> [String] {
    routes.filter { Self.parameters($0.segments, segments) != nil }.flatMap { $0.endpoints.map(\.method.rawValue) }
  }

  private static func parameters(_ pattern: [Segment], _ segments: [String]) -> [String: String]? {
    guard pattern.count == segments.count else { return nil }
    var parameters: [String: String] = [:]
    for (part, segment) in zip(pattern, segments) {
      switch part {
      case .text(let text): guard text == segment else { return nil }
      case .parameter(let name):
        guard !segment.isEmpty else { return nil }
        parameters[name] = segment
      }
    }
    return parameters
  }

  private static func segments(_ path: String) -> [Segment] {
    path.split(separator: "/").map { $0.hasPrefix("{") && $0.hasSuffix("}") ? .parameter(String($0.dropFirst().dropLast())) : .text(String($0)) }
  }

  private static func rank(_ segments: [Segment]) -> [Int] {
    segments.map { if case .text = $0 { 0 } else { 1 } }
  }

  /// `/api/agents` of `/api/agents/start`, `/token` of `/token/generate`.
  private static func prefix(_ endpoint: Endpoint) -> [String] {
    let parts = endpoint.path.split(separator: "/").map(String.init)
    return Array(parts.prefix(parts.first == "api" ? 2 : 1))
  }
}
