import TenCore
import TenGraph
import TenNet
import TenConformance
import TenTesting

/// HeyGen and LiveAvatar as their documents describe them.
extension SocketAvatar.Wire {
  static let heyGen = realtime { request in
    switch request.url.target {
    case "/v1/streaming.new":
      let member = request.json["agora_settings"]?.object
      return .open(channel: member?["channel"]?.string ?? "", uid: UInt32(member?["uid"]?.string ?? "") ?? 0)
    case "/v1/streaming.stop": return .end(session: number(request.json["session_id"]))
    default: return .other
    }
  } answer: { target, session in
    switch target {
    case "/v1/streaming.create_token": #"{"error":null,"data":{"token":"bearer-x"}}"#
    case "/v1/streaming.new": #"{"code":100,"data":{"session_id":"s\#(session)","realtime_endpoint":"ws://vendor.test/rt/s\#(session)"}}"#
    default: #"{"code":100,"message":"success"}"#
    }
  }

  static let liveAvatar = realtime { request in
    switch request.url.target {
    case "/v1/sessions/token":
      let member = request.json["agora_config"]?.object
      return .open(channel: member?["agora_channel"]?.string ?? "", uid: UInt32(member?["agora_uid"]?.string ?? "") ?? 0)
    case "/v1/sessions/stop": return .end(session: number(request.json["session_id"]))
    default: return .other
    }
  } answer: { target, session in
    switch target {
    case "/v1/sessions/token": #"{"code":1000,"data":{"session_id":"s\#(session)","session_token":"bearer-y"}}"#
    case "/v1/sessions/start": #"{"code":1000,"data":{"ws_url":"wss://vendor.test/s\#(session)","max_session_duration":600}}"#
    default: #"{"code":1000}"#
    }
  }

  /// The realtime WebSocket is the same for both.
  private static func realtime(
    _ call: @escaping @Sendable (HTTPRequest) -> SocketAvatar.Call, answer: @escaping @Sendable (_ target: String, _ session: Int) -> String
  ) -> SocketAvatar.Wire {
    SocketAvatar.Wire(
      call: call, answer: { .text(200, answer($0.url.target, $1)) },
      refusal: { .text(401, #"{"code":400112,"message":"the key \#($0.headers["x-api-key"] ?? "") is not known"}"#) },
      message: { message in
        guard case .text(let text) = message, let object = (try? JSON.parse(text))?.object else { return nil }
        let id = object["event_id"]?.string ?? ""
        switch object["type"]?.string {
        case "agent.speak": return .audio(Base64.decode(object["audio"]?.string ?? ""), id: id)
        case "agent.speak_end": return .end(id: id)
        case "agent.interrupt": return .interrupt
        default: return nil
        }
      },
      ready: #"{"type":"session.state_updated","state":"connected"}"#, speaks: { #"{"type":"agent.speak_started","source_event_id":"\#($0)"}"# },
      error: { #"{"type":"error","error":{"type":"server_error","message":"no","event_id":"\#($0)"}}"# })
  }

  private static func number(_ id: Value?) -> Int { Int(id?.string?.dropFirst() ?? "") ?? 0 }
}

extension HTTPRequest {
  fileprivate var json: Properties { body.withUnsafeBytes { (try? JSON.parse(Array($0)))?.object } ?? Properties() }
}

private enum Base64 {
  static func decode(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var values = [UInt32](repeating: 0, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt32(value) }
    var bytes: [UInt8] = []
    let letters = text.utf8.filter { $0 != UInt8(ascii: "=") }
    bytes.reserveCapacity(letters.count * 3 / 4)
    var (bits, count) = (UInt32(0), 0)
    for letter in letters {
      bits = bits << 6 | values[Int(letter)]
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }
}
