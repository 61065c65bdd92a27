internal import TenCore

extension Endpoint {
  /// The endpoint with what it takes.
  func taking(
    path: [Parameter] = [], query: [Parameter] = [], headers: [Parameter] = [], body: Shape? = nil, optionalBody: Bool = false, example: Value? = nil
  ) -> Endpoint {
    var endpoint = self
    endpoint.pathParameters = path
    endpoint.queryParameters = query
    endpoint.headerParameters = headers
    endpoint.body = body
    endpoint.isBodyOptional = optionalBody
    endpoint.bodyExample = example
    return endpoint
  }
}

extension Endpoint.Response {
  /// The answer with what can be asked next.
  func leading(to links: [Endpoint.Link]) -> Endpoint.Response {
    var response = self
    response.links = links
    return response
  }
}

extension Endpoint.Link {
  /// What can be asked of a session whose id is there.
  static func session(_ id: String) -> [Endpoint.Link] {
    [
      "getSession", "stopSession", "deleteSession", "sendCommand", "sendData", "interruptSession", "pingSession", "getState", "getEndRecord",
      "getLogs", "getEvents",
    ].map { Endpoint.Link($0, ["id": id]) }
  }
}

extension Endpoint.Parameter {
  /// What is no id names no session, so that it is answered with 404.
  static let session = Endpoint.Parameter(
    "id", .narrowed(.string(pattern: "^s[0-9a-f]{16}$"), checked: .string()), required: true, "The session: `s` and 16 hexadecimal digits.")
}
