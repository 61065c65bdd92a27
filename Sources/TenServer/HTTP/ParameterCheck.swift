internal import TenCore

/// Holds a request's parameters against their shapes.
enum ParameterCheck {
  /// The query's values by name. Unknown and repeated ones are refused, but for TEN's routes, which take what comes.
  static func query(of request: IncomingRequest, for endpoint: Endpoint) throws(APIError) -> [String: String] {
    let items: [(name: String, value: String)]
    do throws(PercentText.Failure) {
      items = try PercentText.query(request.query)
    } catch {
      throw APIError(400, "bad_query", "the query \(error.words)")
    }
    var values: [String: String] = [:]
    let names = endpoint.queryParameters.map(\.name)
    for (name, value) in items {
      if endpoint.errors == .problem {
        guard names.contains(name) else {
          let near = Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
          let known = names.isEmpty ? "it takes none" : "it takes \(names.joined(separator: ", "))"
          throw APIError(400, "unknown_parameter", "'\(name.prefix(100))' is no query parameter of this operation; \(near ?? known)")
        }
        guard values[name] == nil else { throw APIError(400, "repeated_parameter", "the query parameter '\(name)' stands twice") }
      }
      values[name] = value
    }
    return values
  }

  static func problems(_ endpoint: Endpoint, path: [String: String], query: [String: String], headers: [String: String]) -> [(
    pointer: String, message: String
  )] {
    check(endpoint.pathParameters, "path") { path[$0] } + check(endpoint.queryParameters, "query") { query[$0] }
      + check(endpoint.headerParameters, "header") { headers[$0.lowercased()] }
  }

  private static func check(_ parameters: [Endpoint.Parameter], _ place: String, _ value: (String) -> String?) -> [(pointer: String, message: String)]
  {
    parameters.flatMap { parameter -> [(pointer: String, message: String)] in
      let pointer = "\(place):\(parameter.name)"
      guard let text = value(parameter.name) else { return parameter.isRequired ? [(pointer, "is missing")] : [] }
      // A body's text may be a secret and is not shown; a parameter stands in the address.
      return parameter.shape.check(Self.value(text, parameter.shape)).map {
        (pointer, $0.message.replacing("is a text;", with: "is '\(text.prefix(60))';"))
      }
    }
  }

  /// A parameter is text; its shape says what the text means.
  private static func value(_ text: String, _ shape: Shape) -> Value {
    switch shape {
    case .integer: Int64(text).flatMap { String($0) == text ? Value.int($0) : nil } ?? .string(text)
    case .number: Double(text).map(Value.float) ?? .string(text)
    case .boolean: text == "true" ? true : text == "false" ? false : .string(text)
    case .named(_, let shape), .nullable(let shape), .narrowed(_, let shape): value(text, shape)
    default: .string(text)
    }
  }
}
