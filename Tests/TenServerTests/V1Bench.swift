import TenControl
import TenCore
import TenGraph
import TenSupervisor
import Testing

@testable import TenServer

/// The /v1 API over fakes, asked without a socket, with beats that the test gives.
final class V1Bench: Sendable {
  let service = FakeService()
  let archive = FakeArchive()
  let beating = Shared<[AsyncStream<Void>.Continuation]>([])
  private let handler: APIHandler
  let logs = ScratchFolder()

  init(_ change: (inout ServerConfiguration) -> Void = { _ in }) {
    let logFolder = logs.path
    let configuration = Requests.configuration {
      $0.supervisor.logFolder = logFolder
      change(&$0)
    }
    let now = service.now
    let context = ServerContext(
      service: service, archive: archive,
      catalogue: GraphCatalogue(entries: [.init(name: "demo", file: "/nonexistent/demo.json", graphName: nil, autoStart: true)]),
      configuration: configuration, now: { now }, random: { 7 })
    let beats = Beats { [beating] _ in
      AsyncStream(bufferingPolicy: .unbounded) { continuation in beating.withLock { $0.append(continuation) } }
    }
    let endpoints = v1Endpoints(context, beats: beats) + operationEndpoints(context)
    handler = APIHandler(endpoints: endpoints, configuration: configuration, requests: context.requests)
  }

  func send(_ method: String, _ target: String, json: String? = nil, headers: [String: String] = [:]) async -> APIResponse {
    await Requests(handler).send(method, target, json: json, headers: headers)
  }

  func beat() { for one in beating.withLock({ $0 }) { one.yield() } }

  /// An id of the right form.
  static func id(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "s" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// A session that has ended.
  @discardableResult
  func addEnded(_ id: String, at time: Int = 1_600_000_000_000, channel: String? = nil, reason: String = "node_failed") -> SessionRecord {
    var record = SessionRecord(id: id, graph: "demo", channel: channel, createdAt: time)
    record.state = .ended
    record.endedAt = time + 1_000
    record.reason = reason
    record.reasonNode = "avatar"
    record.lease = "secret-lease"
    record.endRecord = ["reason": .string(reason), "node": "avatar", "detail": "the vendor closed the connection"]
    archive.add(record)
    return record
  }
}

/// A value that closures share.
final class Shared<Value: Sendable>: Sendable {
  private let value: Locked<Value>

  init(_ value: Value) { self.value = Locked(value) }

  func withLock<R>(_ body: (inout Value) -> R) -> R { value.withLock { body(&$0) } }
}

extension APIResponse {
  var stream: AsyncStream<[UInt8]>? { if case .stream(let stream, _) = body { stream } else { nil } }
  var text: String { if case .text(let text, _) = body { text } else { "" } }
  var ids: [String] { value.object?["sessions"]?.array?.compactMap { $0.object?["id"]?.string } ?? [] }

  /// All that a stream gives up to its end.
  func collected() async -> String {
    var bytes: [UInt8] = []
    if let stream { for await piece in stream { bytes += piece } }
    return String(decoding: bytes, as: UTF8.self)
  }
}
