extension Endpoint {
  /// The endpoint with what it takes.
  func taking(
    path: [Parameter] = [], query: [Parameter] = [], headers: [Parameter] = [], body: Shape? = nil, optionalBody: Bool = false
  ) -> Endpoint {
    var endpoint = self
    endpoint.pathParameters = path
    endpoint.queryParameters = query
    endpoint.headerParameters = headers
    endpoint.body = body
    endpoint.isBodyOptional = optionalBody
    return endpoint
  }
}

extension Endpoint.Parameter {
  static let session = Endpoint.Parameter("id", .string(), required: true, "The session: `s` and 16 hexadecimal digits.")
}
