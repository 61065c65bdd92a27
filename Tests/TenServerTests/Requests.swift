import TenControl
import TenCore
import TenGraph
import TenSupervisor

@testable import TenServer

/// A handler over fakes, asked without a socket.
struct Requests {
  var handler: APIHandler

  init(_ handler: APIHandler) { self.handler = handler }

  static func configuration(_ change: (inout ServerConfiguration) -> Void = { _ in }) -> ServerConfiguration {
    let options = SupervisorOptions(executable: "/nonexistent/tenhost", runtimeFolder: RuntimeFolder("/nonexistent"), logFolder: "/nonexistent")
    var configuration = ServerConfiguration(supervisor: options)
    change(&configuration)
    return configuration
  }

  /// - Parameter target: path and query.
  func send(_ method: String, _ target: String, json: String? = nil, headers: [String: String] = [:], peer: String = "127.0.0.1") async -> APIResponse
  {
    let sides = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var all = headers
    if json != nil && all["content-type"] == nil { all["content-type"] = "application/json" }
    return await handler.respond(
      method: method, path: String(sides[0]), query: sides.count > 1 ? String(sides[1]) : "", headers: all.map { ($0.key, $0.value) },
      body: BodySource(json ?? ""), peer: peer)
  }
}

extension APIResponse {
  /// The body's JSON; null when it is none.
  var value: Value {
    switch body {
    case .json(let value): value
    case .text(let text, "application/json"): (try? JSON.parse(text)) ?? .null
    default: .null
    }
  }
  /// The `code` of a problem document or of an envelope.
  var code: String? { value.object?["code"]?.string }
  var pointers: [String] { value.object?["problems"]?.array?.compactMap { $0.object?["pointer"]?.string } ?? [] }
}
