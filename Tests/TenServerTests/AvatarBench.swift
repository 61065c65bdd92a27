import TenCore
import TenSupervisor

@testable import TenServer

/// The avatar session API over fakes, asked without a socket.
struct AvatarBench {
  let service = FakeService()
  let archive = FakeArchive()
  private let handler: APIHandler

  init(hasGraph: Bool = true, _ change: (inout ServerConfiguration) -> Void = { _ in }) {
    let configuration = Requests.configuration(change)
    let now = service.now
    let entry = GraphCatalogue.Entry(name: "avatar_session", file: "/nonexistent/avatar_session.json", graphName: nil, autoStart: false)
    let context = ServerContext(
      service: service, archive: archive, catalogue: GraphCatalogue(entries: hasGraph ? [entry] : []), configuration: configuration, now: { now },
      random: { 7 })
    handler = APIHandler(endpoints: avatarEndpoints(context), configuration: configuration)
    answer(["url": "wss://room.test", "access_token": "viewer-token", "session_duration_limit": 600, "state": "created"])
  }

  /// What the node answers from now on.
  func answer(_ properties: Properties, status: CommandResult.Status = .ok) { service.with { $0.commandResult = (status, properties) } }

  func post(_ path: String, _ json: String? = nil) async -> APIResponse {
    await Requests(handler).send("POST", "/api/sessions\(path)", json: json)
  }

  func list() async -> APIResponse { await Requests(handler).send("GET", "/api/sessions") }

  static let id = "s0000000000000001"

  /// A session that runs.
  @discardableResult
  func session(_ id: String = Self.id, graph: String = "avatar_session") -> SessionRecord { service.add(id, graph: graph) }

  var requests: [SessionRequest] { service.with { $0.requests } }
  var commands: [String] { service.with { $0.sent.map(\.name) } }
}
