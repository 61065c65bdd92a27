internal import TenCore

/// One operation of the document, with every status that it can answer.
struct OpenAPIOperation {
  let endpoint: Endpoint
  let asksForTokens: Bool

  init(_ endpoint: Endpoint, asksForTokens: Bool) {
    self.endpoint = endpoint
    self.asksForTokens = asksForTokens
  }

  var object: Properties {
    var operation: Properties = [
      "operationId": .string(endpoint.operationID), "tags": [.string(endpoint.tag)], "summary": .string(endpoint.summary),
    ]
    let parameters = parameters
    if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
    if let body = endpoint.body {
      var media: Properties = ["schema": body.schema]
      if let example = endpoint.bodyExample { media["example"] = example }
      operation["requestBody"] = ["required": .bool(!endpoint.isBodyOptional), "content": ["application/json": .object(media)]]
    }
    operation["responses"] = .object(responses)
    if asksForTokens { operation["security"] = endpoint.access == .token ? [["bearer": []]] : [] }
    return operation
  }

  static func shapes(of endpoint: Endpoint) -> [Shape] {
    let parameters = (endpoint.pathParameters + endpoint.queryParameters + endpoint.headerParameters).map(\.shape)
    let errors = endpoint.errors == .problem ? ErrorBody.problemShape : ErrorBody.envelopeShape
    return parameters + endpoint.responses.compactMap(\.shape) + [endpoint.body, errors].compactMap(\.self)
  }

  private var parameters: [Value] {
    let places = [("path", endpoint.pathParameters), ("query", endpoint.queryParameters), ("header", endpoint.headerParameters)]
    return places.flatMap { place, parameters in
      parameters.map { parameter in
        [
          "name": .string(parameter.name), "in": .string(place), "required": .bool(place == "path" || parameter.isRequired),
          "description": .string(parameter.description), "schema": parameter.shape.schema,
        ]
      }
    }
  }

  private var responses: Properties {
    var responses: [Int: Properties] = [:]
    for response in endpoint.responses {
      var object = responses[response.status] ?? ["description": .string(response.description)]
      var content = object["content"]?.object ?? Properties()
      if let shape = response.shape {
        content[response.contentType] = ["schema": shape.schema]
      } else if response.status >= 400 {
        content[errorType] = ["schema": errorSchema]
      } else if response.contentType == "text/event-stream" {
        // A schema would be that of each event, not of the text.
        content[response.contentType] = [:]
      } else if response.contentType != "application/json" {
        content[response.contentType] = ["schema": ["type": "string"]]
      }
      if !content.isEmpty { object["content"] = .object(content) }
      if !response.links.isEmpty { object["links"] = Self.links(response.links) }
      responses[response.status] = object
    }
    for (status, words) in errors where responses[status] == nil {
      let content = Properties([(errorType, Value.object(["schema": errorSchema]))])
      responses[status] = ["description": .string(words), "content": .object(content)]
    }
    return Properties(responses.sorted { $0.key < $1.key }.map { (String($0.key), .object($0.value)) })
  }

  private static func links(_ links: [Endpoint.Link]) -> Value {
    func expressions(_ values: [String: String]) -> Value {
      .object(Properties(values.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
    return .object(
      Properties(
        links.map { link in
          var object: Properties = ["operationId": .string(link.operationID)]
          if !link.parameters.isEmpty { object["parameters"] = expressions(link.parameters) }
          if !link.body.isEmpty { object["requestBody"] = expressions(link.body) }
          return (link.operationID, .object(object))
        }))
  }

  private var errorType: String { endpoint.errors == .problem ? "application/problem+json" : "application/json" }
  private var errorSchema: Value { (endpoint.errors == .problem ? ErrorBody.problemShape : ErrorBody.envelopeShape).schema }

  /// What the base answers before or around the endpoint.
  private var errors: [(Int, String)] {
    // TEN's form has 200 for it.
    var errors = endpoint.errors == .ten ? [] : [(400, "The path, the query or the body cannot be read.")]
    if endpoint.access == .token {
      if asksForTokens { errors.append((401, "There is no token, or it is not one of this server's.")) }
      if !asksForTokens { errors.append((403, "The request comes through a web page or a name that is not this machine's.")) }
      let tooMany = "Too many requests from this address\(asksForTokens ? ", or too many without a valid token" : "")."
      errors += [(429, tooMany), (503, "Too many requests at once.")]
    }
    if !endpoint.pathParameters.isEmpty { errors.append((404, "There is no such thing.")) }
    if endpoint.body != nil {
      errors += [
        (408, "The body did not arrive in time."), (413, "The body is too long."), (415, "The body is no JSON, by its content type or encoding."),
      ]
    }
    let isChecked = endpoint.body != nil || !(endpoint.pathParameters + endpoint.queryParameters + endpoint.headerParameters).isEmpty
    if isChecked && endpoint.errors == .problem { errors.append((422, "The request can be read and does not fit.")) }
    return errors + [(500, "The server failed.")]
  }
}
