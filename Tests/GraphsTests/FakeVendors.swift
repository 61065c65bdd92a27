import TenCore
import TenGraph
import TenNet
import TenRuntime
import TenTesting

/// A model and an avatar's vendor made of puppets, behind one network.
final class FakeVendors: Sendable {
  struct Switches: Sendable {
    var modelStatus = 200
    var answer = "It is warm and sunny."
    var avatarStatus = 200
  }

  private struct State {
    var switches: Switches
    var channels: [String: String] = [:]
    var sessions = 0
    var spoken: [String: Int] = [:]
    var sockets: [PuppetSocket] = []
    var types: [String] = []
  }

  private let state: Locked<State>
  let loop: VirtualLoop

  init(_ loop: VirtualLoop, _ switches: Switches) {
    self.loop = loop
    state = Locked(State(switches: switches))
    PuppetNetwork { request throws(NetError) in
      self.answer(request)
    } onConnect: { request, socket throws(NetError) in
      self.opened(request, socket)
    }.attach(to: loop)
  }

  /// The channel of `agora_settings` by the vendor's session.
  var channels: [String: String] { state.withLock { $0.channels } }
  /// The bytes of audio that the vendor got, by channel.
  var spoken: [String: Int] {
    state.withLock { state in Dictionary(uniqueKeysWithValues: state.channels.map { ($0.value, state.spoken[$0.key] ?? 0) }) }
  }
  var types: [String] { state.withLock { $0.types } }
  func change(_ body: (inout Switches) -> Void) { state.withLock { body(&$0.switches) } }
  func breakOff() { for socket in state.withLock({ $0.sockets }) { socket.breakOff() } }

  private func answer(_ request: HTTPRequest) -> HTTPResponse {
    let target = request.url.target
    let now = state.withLock { $0.switches }
    if target.hasSuffix("chat/completions") {
      guard now.modelStatus == 200 else { return .text(now.modelStatus, #"{"error":{"message":"broken"}}"#) }
      let delta = JSON.text(of: .object(["content": .string(now.answer)]))
      let text =
        #"data: {"id":"c","choices":[{"index":0,"delta":\#(delta),"finish_reason":null}]}"# + "\n\n"
        + #"data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"
      return .text(200, text, headers: ["Content-Type": "text/event-stream"])
    }
    if target.hasSuffix("create_token") { return .text(200, #"{"error":null,"data":{"token":"bearer"}}"#) }
    guard target.hasSuffix("streaming.new") else { return .text(200, #"{"code":100,"message":"success"}"#) }
    guard now.avatarStatus == 200 else { return .text(now.avatarStatus, #"{"code":400112,"message":"no"}"#) }
    let body = request.body.withUnsafeBytes { (try? JSON.parse(Array($0)))?.object } ?? Properties()
    let session = state.withLock { state in
      state.sessions += 1
      state.channels["s\(state.sessions)"] = body["agora_settings"]?.object?["channel"]?.string ?? ""
      return state.sessions
    }
    return .text(200, #"{"code":100,"data":{"session_id":"s\#(session)","realtime_endpoint":"ws://hg.test/rt/s\#(session)"}}"#)
  }

  private func opened(_ request: HTTPRequest, _ socket: PuppetSocket) {
    state.withLock { $0.sockets.append(socket) }
    let session = String(request.url.target.split(separator: "/").last ?? "")
    Task(executorPreference: loop) {
      try? await socket.send(.text(#"{"type":"session.state_updated","state":"connected"}"#))
      var lastID = ""
      while let message = await socket.receive() {
        guard case .text(let text) = message, let object = (try? JSON.parse(text))?.object else { continue }
        if let id = object["event_id"]?.string, object["type"] == "agent.speak", id != lastID {
          lastID = id
          try? await socket.send(.text(#"{"type":"agent.speak_started","source_event_id":"\#(id)"}"#))
        }
        self.state.withLock { state in
          state.types.append(object["type"]?.string ?? "")
          state.spoken[session, default: 0] += (object["audio"]?.string ?? "").utf8.count / 4 * 3
        }
      }
    }
  }
}
