internal import TenCore
internal import TenGraph

/// Reads the fields of a frame's body from its begin.
struct FrameReader {
  private let body: Payload
  private let what: String
  private var offset = 0

  init(_ frame: Frame) {
    body = frame.body
    what = "\(frame.type)"
  }

  mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(ChannelError) -> T {
    let bytes = try take(MemoryLayout<T>.size)
    return bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(as: T.self)) }
  }

  /// A text with its length before it.
  mutating func text() throws(ChannelError) -> Payload { try take(Int(try integer(UInt16.self))) }

  /// What is left.
  var rest: Payload { body[offset..<body.count] }

  private mutating func take(_ count: Int) throws(ChannelError) -> Payload {
    guard offset + count <= body.count else { throw FrameDecoder.malformed("a frame '\(what)' of \(body.count) bytes is too short") }
    defer { offset += count }
    return body[offset..<offset + count]
  }

  mutating func audio() throws(ChannelError) -> ChannelAudio {
    let (rate, channels, _) = (try integer(UInt32.self), try integer(UInt16.self), try integer(UInt16.self))
    let timestamp = try integer(Int64.self)
    guard (1...768_000).contains(rate), (1...64).contains(channels), rest.count % (2 * Int(channels)) == 0 else {
      throw FrameDecoder.malformed("audio of \(rate) Hz, \(channels) channels and \(rest.count) bytes")
    }
    return ChannelAudio(sampleRate: Int(rate), channels: Int(channels), timestamp: timestamp, payload: rest)
  }

  mutating func video() throws(ChannelError) -> ChannelVideo {
    let (codec, isKeyframe) = (try integer(UInt8.self), try integer(UInt8.self))
    let (width, height, _) = (try integer(UInt16.self), try integer(UInt16.self), try integer(UInt16.self))
    let timestamp = try integer(Int64.self)
    guard let codec = ChannelVideo.Codec(rawValue: codec) else { throw FrameDecoder.malformed("a picture of the unknown codec \(codec)") }
    return ChannelVideo(
      codec: codec, isKeyframe: isKeyframe != 0, width: Int(width), height: Int(height), timestamp: timestamp, payload: rest)
  }

  func object() throws(ChannelError) -> Properties { try Self.object(rest, what) }

  static func object(_ text: Payload, _ what: String) throws(ChannelError) -> Properties {
    let value: Value
    do throws(Diagnostics) {
      value = try JSON.parse(text.withUnsafeBytes { Array($0) }, limits: JSON.Limits(bytes: 1 << 20, depth: 16))
    } catch {
      throw FrameDecoder.malformed("the body of a frame '\(what)' is no JSON")
    }
    guard let object = value.object else { throw FrameDecoder.malformed("the body of a frame '\(what)' is no JSON object") }
    return object
  }

  static func participant(_ object: Properties) throws(ChannelError) -> Participant {
    guard let kind = object["kind"]?.string.flatMap({ Participant.Kind(rawValue: $0) }), let id = object["id"]?.string else {
      throw FrameDecoder.malformed("a participant needs a kind, rtc or rtm, and an id that is a text")
    }
    return Participant(kind: kind, id: id)
  }

  static func states(_ object: Properties) throws(ChannelError) -> [String: String] {
    guard let found = object["states"]?.object else { throw FrameDecoder.malformed("presence needs an object of states") }
    var states: [String: String] = [:]
    for (name, value) in found {
      guard let text = value.string else { throw FrameDecoder.malformed("a presence state is no text") }
      states[name] = text
    }
    return states
  }
}

extension Frame {
  static func json(_ type: FrameType, _ object: Properties) -> Frame { Frame(type, Payload(JSON.bytes(of: .object(object)))) }

  static func value(of participant: Participant) -> Properties {
    ["kind": .string(participant.kind.rawValue), "id": .string(participant.id)]
  }

  static func value(of states: [String: String]) -> Value {
    .object(Properties(states.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
  }

  static func media(_ type: FrameType, from uid: UInt32?, _ audio: ChannelAudio) -> Frame {
    var head: [UInt8] = []
    if let uid { head.addInteger(uid) }
    head.addInteger(UInt32(clamping: audio.sampleRate))
    head.addInteger(UInt16(clamping: audio.channels))
    head.addInteger(UInt16(0))
    head.addInteger(audio.timestamp)
    return Frame(type, joined(head, audio.payload))
  }

  static func media(_ type: FrameType, from uid: UInt32?, _ video: ChannelVideo) -> Frame {
    var head: [UInt8] = []
    if let uid { head.addInteger(uid) }
    head += [video.codec.rawValue, video.isKeyframe ? 1 : 0]
    for number in [video.width, video.height, 0] { head.addInteger(UInt16(clamping: number)) }
    head.addInteger(video.timestamp)
    return Frame(type, joined(head, video.payload))
  }

  static func joined(_ head: [UInt8], _ tail: Payload) -> Payload {
    Payload(count: head.count + tail.count) { bytes in
      bytes.copyBytes(from: head)
      tail.withUnsafeBytes { source in
        if !source.isEmpty { UnsafeMutableRawBufferPointer(rebasing: bytes[head.count...]).copyMemory(from: source) }
      }
    }
  }
}
