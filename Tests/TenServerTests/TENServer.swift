import TenControl
import TenCore
import TenGraph
import TenSupervisor
import Testing

@testable import TenServer

/// TEN's endpoints behind the server's own request handling, over a service without hosts and a folder of graphs.
struct TENServer {
  let service = TENService()
  let folder: TENGraphFolder
  let endpoints: [Endpoint]
  private let requests: Requests

  static let appID = "0123456789abcdef0123456789abcdef"
  static let certificate = "fedcba9876543210fedcba9876543210"
  /// Unix seconds of the server's clock.
  static let now = 1_700_000_000

  static let files = ["echo.json": TENGraphFolder.echo, "property.json": TENGraphFolder.voices]

  init(
    _ files: [String: String] = Self.files,
    _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) throws {
    folder = try TENGraphFolder(files)
    let options = SupervisorOptions(executable: "tenhost", runtimeFolder: RuntimeFolder(folder.path), logFolder: folder.path)
    var configuration = ServerConfiguration(supervisor: options)
    configuration.graphs = folder.path
    configuration.agoraAppID = Self.appID
    configuration.agoraCertificate = Secret(Self.certificate)
    change(&configuration)
    let context = ServerContext(
      service: service, archive: FakeArchive(), graphs: try LiveCatalogue(folder: folder.path), configuration: configuration,
      now: { Self.now * 1_000 }, random: { 41 })
    endpoints = tenEndpoints(context)
    requests = Requests(APIHandler(endpoints: endpoints, configuration: configuration, absent: { TENAbsent.error(for: $0) }))
  }

  /// What a client reads.
  struct Answer {
    var status: Int
    var code: String
    var data: Value
    var message: String
    var headers: [String: String]
  }

  func get(_ path: String) async throws -> Answer { try answer(await requests.send("GET", path)) }
  func post(_ path: String, _ body: String) async throws -> Answer { try answer(await requests.send("POST", path, json: body)) }

  /// Every answer is TEN's envelope of exactly three members, and its code is a text.
  private func answer(_ response: APIResponse) throws -> Answer {
    let body = try #require(response.value.object)
    #expect(body.keys.sorted() == ["code", "data", "msg"])
    return Answer(
      status: response.status, code: try #require(body["code"]?.string), data: try #require(body["data"]), message: try #require(body["msg"]?.string),
      headers: response.headers)
  }

  /// The last request that reached the service.
  var started: SessionRequest? { service.with { $0.requests.last } }
}
