public import TenCore

/// The OpenAPI 3.1 document of a table of endpoints: what is served, checked and said is one table.
public enum OpenAPIDocument {
  /// - Parameters:
  ///   - version: of the server.
  ///   - asksForTokens: whether callers must prove who they are; the document then says so.
  public static func make(_ endpoints: [Endpoint], version: String, asksForTokens: Bool) -> Value {
    var paths = Properties()
    var components: [String: Value] = [:]
    for endpoint in endpoints {
      var item = paths[endpoint.path]?.object ?? Properties()
      item[endpoint.method.rawValue.lowercased()] = .object(OpenAPIOperation(endpoint, asksForTokens: asksForTokens).object)
      paths[endpoint.path] = .object(item)
      for shape in OpenAPIOperation.shapes(of: endpoint) { shape.collectComponents(into: &components) }
    }
    var parts: Properties = ["schemas": .object(Properties(components.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))]
    if asksForTokens {
      parts["securitySchemes"] = [
        "bearer": ["type": "http", "scheme": "bearer", "description": "One of the tokens that the server was started with."]
      ]
    }
    var tags: [String] = []
    for endpoint in endpoints where !tags.contains(endpoint.tag) { tags.append(endpoint.tag) }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "tenhost", "version": .string(version),
        "description":
          "Starts real-time agents, a process each, and looks after them. Statuses: 400 for a request that cannot be read (path, query, JSON), 422 for one that can be read and does not fit; TEN's routes answer 400 to both, in TEN's envelope.",
      ],
      "tags": .array(tags.map { ["name": .string($0)] }), "paths": .object(paths), "components": .object(parts),
    ]
  }

  /// `GET /v1/openapi.json`: the document of the others and of itself.
  public static func endpoint(for others: [Endpoint], version: String, asksForTokens: Bool) -> Endpoint {
    var endpoint = Endpoint(
      .get, "/v1/openapi.json", "getOpenAPI", tag: "Operation", "This document",
      responses: [Endpoint.Response(200, "The OpenAPI 3.1 document of this server", .object([], rest: .any))]
    ) { _ in .json(nil) }
    let document = make(others + [endpoint], version: version, asksForTokens: asksForTokens)
    endpoint.handle = { _ in .json(document) }
    return endpoint
  }
}
