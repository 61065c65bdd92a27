package import TenCore
internal import TenGraph

/// What a participant tells the server.
package enum ClientFrame: Sendable {
  case join(JoinRequest)
  case audio(ChannelAudio)
  case video(ChannelVideo)
  case data(Payload)
  case message(Payload, customType: String)
  case presence([String: String])
  case renew(Secret)
  case leave

  package static let version = 1

  package var frame: Frame {
    switch self {
    case .join(let request):
      var object: Properties = ["version": Value(Self.version), "channel": .string(request.channel)]
      object.merge(Frame.value(of: request.participant))
      if let token = request.token { object["token"] = .string(token.reveal()) }
      object["audio"] = .bool(request.receivesAudio)
      object["video"] = .bool(request.receivesVideo)
      return .json(.join, object)
    case .audio(let audio): return .media(.audio, from: nil, audio)
    case .video(let video): return .media(.video, from: nil, video)
    case .data(let data): return Frame(.data, data)
    case .message(let message, let customType):
      var head: [UInt8] = []
      head.addText(Array(customType.utf8))
      return Frame(.message, Frame.joined(head, message))
    case .presence(let states): return .json(.presence, ["states": Frame.value(of: states)])
    case .renew(let token): return .json(.renew, ["token": .string(token.reveal())])
    case .leave: return Frame(.leave)
    }
  }

  package init(_ frame: Frame) throws(ChannelError) {
    var reader = FrameReader(frame)
    switch frame.type {
    case .join: self = .join(try Self.request(try reader.object()))
    case .audio: self = .audio(try reader.audio())
    case .video: self = .video(try reader.video())
    case .data: self = .data(frame.body)
    case .message:
      let customType = try reader.text().utf8
      self = .message(reader.rest, customType: customType)
    case .presence: self = .presence(try FrameReader.states(try reader.object()))
    case .renew:
      guard let token = try reader.object()["token"]?.string else { throw FrameDecoder.malformed("a frame 'renew' without a token") }
      self = .renew(Secret(token))
    case .leave: self = .leave
    default: throw FrameDecoder.malformed("a frame '\(frame.type)' is the server's to send")
    }
  }

  private static func request(_ object: Properties) throws(ChannelError) -> JoinRequest {
    guard object["version"]?.int == version else {
      throw FrameDecoder.malformed("the join is of version \(object["version"]?.int.map { "\($0)" } ?? "none"); version \(version) is spoken here")
    }
    guard let channel = object["channel"]?.string else { throw FrameDecoder.malformed("a join needs a channel") }
    var request = JoinRequest(channel: channel, participant: try FrameReader.participant(object), token: object["token"]?.string.map { Secret($0) })
    request.receivesAudio = object["audio"]?.bool ?? true
    request.receivesVideo = object["video"]?.bool ?? false
    return request
  }
}

extension Payload {
  var utf8: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}
