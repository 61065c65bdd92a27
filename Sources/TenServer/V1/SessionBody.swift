internal import TenCore
internal import TenSupervisor

/// The body that creates a session.
enum SessionBody {
  static func shape(_ limits: ServerConfiguration.Limits) -> Shape {
    .named(
      "SessionRequest",
      .object([
        .init("graph", .string(minLength: 1, maxLength: limits.nameLength), required: true, "The name of a graph of GET /v1/graphs."),
        .init(
          "channel", .nullable(.string(minLength: 1, maxLength: limits.nameLength)),
          "Reserved for this session alone, and offered as the start value `channel`."),
        .init("start", .object([], rest: .any), "Start values of the session; GET /v1/graphs/{name} says which ones the graph takes."),
        .init("nodes", .object([], rest: .object([], rest: .any)), "Properties of single nodes, by node; merged deeply."),
        .init(
          "idle_seconds", .nullable(.integer(minimum: 1, maximum: 31_536_000)),
          "Without a ping for so long the session is ended; null for never. Without it the server's own time counts."),
        .init("labels", .object([], rest: .string(maxLength: 1_000)), "Kept with the session; at most 32."),
      ]))
  }

  static func example(_ catalogue: GraphCatalogue) -> Value? {
    catalogue.entries.first.map { ["graph": .string($0.name), "idle_seconds": 60, "labels": ["customer": "4711"]] }
  }

  /// - Parameter body: checked against the shape.
  static func request(_ body: Properties, _ configuration: ServerConfiguration) throws(APIError) -> SessionRequest {
    var values = body["start"]?.object ?? Properties()
    var offered: Set<String> = []
    let channel = body["channel"]?.string
    if let channel {
      if let given = values["channel"], given != .string(channel) {
        throw refused("contradiction", "/start/channel", "the session's channel is '\(channel)' and the start value is another one; give one of them")
      }
      if values["channel"] == nil { offered.insert("channel") }
      values["channel"] = .string(channel)
    }
    let labels = body["labels"]?.object ?? Properties()
    guard labels.count <= 32 else { throw refused("too_many_labels", "/labels", "a session has at most 32 labels, and these are \(labels.count)") }
    var nodes: [String: Properties] = [:]
    for (name, value) in body["nodes"]?.object ?? Properties() {
      guard let properties = value.object else { throw refused("invalid_request", "/nodes", "the properties of a node are an object") }
      nodes[name] = properties
    }
    return SessionRequest(
      graph: body["graph"]?.string ?? "", start: StartRequest(values: values, offered: offered, nodes: nodes), channel: channel,
      idleSeconds: body["idle_seconds"].map(\.int) ?? configuration.idleSeconds, labels: labels)
  }

  private static func refused(_ code: String, _ pointer: String, _ message: String) -> APIError {
    var error = APIError(422, code, message)
    error.problems = [(pointer, message)]
    return error
  }
}
