internal import TenCore
internal import TenGraph

/// What the server tells a participant.
package enum ServerFrame: Sendable {
  case welcome(channel: String, [Participant])
  case event(ChannelEvent)

  package var frame: Frame {
    switch self {
    case .welcome(let channel, let others):
      return .json(
        .welcome,
        [
          "version": Value(ClientFrame.version), "channel": .string(channel),
          "participants": .array(others.map { .object(Frame.value(of: $0)) }),
        ])
    case .event(let event): return Self.frame(of: event)
    }
  }

  private static func frame(of event: ChannelEvent) -> Frame {
    switch event {
    case .joined(let who): return .json(.joined, Frame.value(of: who))
    case .left(let who, let reason):
      var object = Frame.value(of: who)
      object["reason"] = .string(reason)
      return .json(.left, object)
    case .audio(let uid, let audio): return .media(.heardAudio, from: uid, audio)
    case .video(let uid, let video): return .media(.heardVideo, from: uid, video)
    case .data(let uid, let data):
      var head: [UInt8] = []
      head.addInteger(uid)
      return Frame(.heardData, Frame.joined(head, data))
    case .message(let publisher, let message, let customType, let time):
      var head: [UInt8] = []
      let object: Properties = ["publisher": .string(publisher), "custom_type": .string(customType), "timestamp": .int(time)]
      head.addText(JSON.bytes(of: .object(object)))
      return Frame(.heardMessage, Frame.joined(head, message))
    case .presence(let publisher, let states):
      return .json(.heardPresence, ["publisher": .string(publisher), "states": Frame.value(of: states)])
    case .tokenWillExpire: return Frame(.willExpire)
    case .ended(let error): return .json(.ended, ["code": .string(error.code.rawValue), "reason": .string(error.reason)])
    }
  }

  package init(_ frame: Frame) throws(ChannelError) {
    var reader = FrameReader(frame)
    switch frame.type {
    case .welcome:
      let object = try reader.object()
      var others: [Participant] = []
      for value in object["participants"]?.array ?? [] { others.append(try FrameReader.participant(value.object ?? [:])) }
      self = .welcome(channel: object["channel"]?.string ?? "", others)
    case .ended:
      let object = try reader.object()
      let code = object["code"]?.string.flatMap { ChannelError.Code(rawValue: $0) } ?? .closed
      self = .event(.ended(ChannelError(code, attempted: "being in a channel", reason: object["reason"]?.string ?? "the server says no more")))
    case .joined: self = .event(.joined(try FrameReader.participant(try reader.object())))
    case .left:
      let object = try reader.object()
      self = .event(.left(try FrameReader.participant(object), reason: object["reason"]?.string ?? "left"))
    case .heardAudio: self = .event(.audio(from: try reader.integer(), try reader.audio()))
    case .heardVideo: self = .event(.video(from: try reader.integer(), try reader.video()))
    case .heardData:
      let uid: UInt32 = try reader.integer()
      self = .event(.data(from: uid, reader.rest))
    case .heardMessage:
      let head = try FrameReader.object(try reader.text(), "message")
      guard let publisher = head["publisher"]?.string else { throw FrameDecoder.malformed("a message without a publisher") }
      self = .event(
        .message(
          from: publisher, reader.rest, customType: head["custom_type"]?.string ?? "", unixMilliseconds: Int64(head["timestamp"]?.int ?? 0)))
    case .heardPresence:
      let object = try reader.object()
      guard let publisher = object["publisher"]?.string else { throw FrameDecoder.malformed("presence without a publisher") }
      self = .event(.presence(from: publisher, try FrameReader.states(object)))
    case .willExpire: self = .event(.tokenWillExpire)
    default: throw FrameDecoder.malformed("a frame '\(frame.type)' is the participant's to send")
    }
  }
}
