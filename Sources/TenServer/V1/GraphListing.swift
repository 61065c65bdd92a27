internal import TenCore
internal import TenSupervisor

/// `GET /v1/graphs`: what can be started, what a start takes, and how the warm hosts stand.
struct GraphListing: Sendable {
  let context: ServerContext

  static let shape = Shape.named(
    "Graph",
    .object([
      .init("name", .string(), required: true), .init("auto_start", .boolean, required: true),
      .init(
        "takes", .nullable(.array(.object([], rest: .any))), required: true,
        "The start values: `name`, `type`, `required`, `secret`. null while they are not known; `problem` says why."),
      .init("problem", .nullable(.string()), required: true), .init("pool", .nullable(.object([], rest: .any)), required: true, "Its warm hosts."),
    ]))

  func list(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let pools = await pools()
    var graphs: [Value] = []
    for entry in context.catalogue.entries { graphs.append(await value(of: entry, pools[entry.name])) }
    return .json(["graphs": .array(graphs)])
  }

  func one(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let name = request.pathParameters["name"] ?? ""
    guard let entry = context.catalogue[name] else {
      let hint =
        Suggestion.nearest(to: name, in: context.catalogue.entries.map(\.name)).map { "did you mean '\($0)'?" } ?? "GET /v1/graphs lists them"
      throw APIError(404, ServiceError.Code.unknownGraph.rawValue, "there is no graph '\(name.prefix(100))'; \(hint)")
    }
    return .json(await value(of: entry, await pools()[name]))
  }

  private func pools() async -> [String: SupervisorStatistics.Pool] {
    Dictionary(await context.service.statistics().pools.map { ($0.graph, $0) }) { $1 }
  }

  private func value(of entry: GraphCatalogue.Entry, _ pool: SupervisorStatistics.Pool?) async -> Value {
    var takes = Value.null
    var problem = Value.null
    do throws(ServiceError) {
      takes = .array(try await context.service.takes(entry.name))
    } catch {
      problem = .string(error.message)
    }
    return [
      "name": .string(entry.name), "auto_start": .bool(entry.autoStart), "takes": takes, "problem": problem,
      "pool": pool.map { StatusReport.value(of: $0) } ?? .null,
    ]
  }
}
