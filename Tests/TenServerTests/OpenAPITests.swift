import TenCore
import TenGraph
import Testing

@testable import TenServer

/// The document is made of the table that is served; these hold the two together all the same.
@Suite struct OpenAPITests {
  private static func server(tokens: [String] = []) -> (handler: APIHandler, endpoints: [Endpoint]) {
    let configuration = Requests.configuration { $0.tokens = tokens.map { Secret($0) } }
    let context = ServerContext(
      service: FakeService(), archive: FakeArchive(), catalogue: GraphCatalogue(entries: []), configuration: configuration, now: { 0 }, random: { 7 })
    let endpoints = ServerEndpoints.all(context)
    return (APIHandler(endpoints: endpoints, configuration: configuration), endpoints)
  }

  private static func document(tokens: [String] = []) async throws -> Properties {
    let headers = tokens.first.map { ["Authorization": "Bearer \($0)"] } ?? [:]
    return try #require(await Requests(server(tokens: tokens).handler).send("GET", "/v1/openapi.json", headers: headers).value.object)
  }

  private static func operations(_ document: Properties) -> [(method: String, path: String, operation: Properties)] {
    (document["paths"]?.object ?? Properties()).flatMap { path, item in
      (item.object ?? Properties()).map { ($0.key.uppercased(), path, $0.value.object ?? Properties()) }
    }
  }

  @Test func everyRouteIsInTheDocumentAndEveryOperationIsServed() async throws {
    let (_, endpoints) = Self.server()
    let operations = Self.operations(try await Self.document())
    #expect(Set(operations.map { "\($0.method) \($0.path)" }) == Set(endpoints.map { "\($0.method.rawValue) \($0.path)" }))
    #expect(operations.count == endpoints.count, "two endpoints have one method and path")
    let router = Router(endpoints: endpoints)
    for (method, path, operation) in operations {
      let segments = path == "/" ? [] : path.split(separator: "/").map { $0.hasPrefix("{") ? "s0000000000000001" : String($0) }
      guard case .found(let endpoint, _) = router.match(method: method, segments: segments) else {
        Issue.record("\(method) \(path) is not served")
        continue
      }
      #expect(endpoint.operationID == operation["operationId"]?.string, "\(method) \(path) reaches another endpoint")
    }
  }

  @Test func operationsHaveNamesOfTheirOwnAndNameTheirPathParameters() async throws {
    let operations = Self.operations(try await Self.document())
    let names = operations.compactMap { $0.operation["operationId"]?.string }
    #expect(Set(names).count == operations.count)
    for (method, path, operation) in operations {
      let inPath = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
      let declared = (operation["parameters"]?.array ?? []).compactMap(\.object).filter { $0["in"]?.string == "path" }
      #expect(declared.compactMap { $0["name"]?.string } == inPath, "\(method) \(path)")
      #expect(declared.allSatisfy { $0["required"]?.bool == true })
    }
  }

  @Test func everyReferenceLeadsToASchema() async throws {
    let document = try await Self.document()
    let schemas = document["components"]?.object?["schemas"]?.object ?? Properties()
    let references = Self.references(in: .object(document))
    #expect(!references.isEmpty)
    for reference in references {
      #expect(reference.hasPrefix("#/components/schemas/"))
      #expect(schemas[String(reference.dropFirst(21))] != nil, "\(reference) leads nowhere")
    }
    for name in schemas.keys { #expect(references.contains("#/components/schemas/\(name)"), "nothing uses \(name)") }
  }

  @Test func oneNameMeansOneShape() {
    var seen: [String: Value] = [:]
    for endpoint in Self.server().endpoints {
      for shape in OpenAPIOperation.shapes(of: endpoint) {
        var components: [String: Value] = [:]
        shape.collectComponents(into: &components)
        for (name, schema) in components {
          #expect(seen[name] == nil || seen[name] == schema, "\(name) stands for two shapes")
          seen[name] = schema
        }
      }
    }
  }

  @Test func theDocumentAsksForTokensWhenTheServerDoes() async throws {
    let tokens = ["0123456789abcdef"]
    for (method, path, operation) in Self.operations(try await Self.document(tokens: tokens)) {
      let isOpen = path == "/health"
      #expect(operation["security"] == (isOpen ? [] : [["bearer": []]]), "\(method) \(path)")
      #expect((operation["responses"]?.object?["401"] != nil) == !isOpen)
    }
    for (_, _, operation) in Self.operations(try await Self.document()) { #expect(operation["security"] == nil) }
  }

  @Test func linksLeadToOperationsAndNameWhatTheseTake() async throws {
    let operations = Self.operations(try await Self.document())
    let endpoints = Self.server().endpoints
    var names: Set<String> = []
    for (method, path, operation) in operations {
      for (_, response) in operation["responses"]?.object ?? Properties() {
        for (name, link) in response.object?["links"]?.object ?? Properties() {
          let endpoint = try #require(endpoints.first { $0.operationID == link.object?["operationId"]?.string }, "\(method) \(path) leads to \(name)")
          let parameters = (endpoint.pathParameters + endpoint.queryParameters).map(\.name)
          #expect((link.object?["parameters"]?.object ?? Properties()).allSatisfy { parameters.contains($0.key) }, "\(method) \(path), \(name)")
          #expect(link.object?["requestBody"] == nil || endpoint.body != nil)
          names.insert(endpoint.operationID)
        }
      }
    }
    let ofSessions = endpoints.filter { $0.path.contains("/sessions/{id}") }.map(\.operationID)
    #expect(names.isSuperset(of: ofSessions), "a session that was made leads to everything that can be asked of it")
  }

  @Test func anErrorThatIsNoProblemDocumentIsSaidToBeNone() async throws {
    let ready = try #require(Self.operations(try await Self.document()).first { $0.path == "/ready" })
    let responses = ready.operation["responses"]?.object
    #expect(responses?["503"]?.object?["content"]?.object.map { Array($0.keys) } == ["application/json"])
    #expect(responses?["500"]?.object?["content"]?.object.map { Array($0.keys) } == ["application/problem+json"])
  }

  private static func references(in value: Value) -> Set<String> {
    switch value {
    case .array(let elements): elements.reduce(into: []) { $0.formUnion(references(in: $1)) }
    case .object(let object):
      object.reduce(into: Set(object["$ref"]?.string.map { [$0] } ?? [])) { $0.formUnion(references(in: $1.value)) }
    default: []
    }
  }
}
