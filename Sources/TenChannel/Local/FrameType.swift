package import TenCore

/// What a frame is, `docs/local-channel.md`.
package enum FrameType: UInt8, Sendable {
  case join = 0x01
  case audio, video, data, message, presence, renew, leave
  case welcome = 0x81
  case ended, joined, left, willExpire
  case heardAudio = 0x92
  case heardVideo, heardData, heardMessage, heardPresence

  /// What a reader that is behind may miss.
  package var mayDrop: Bool {
    switch self {
    case .audio, .video, .heardAudio, .heardVideo: true
    default: false
    }
  }
}

/// One frame of the local protocol.
package struct Frame: Sendable, Hashable {
  package static let longest = 1 << 20

  package var type: FrameType
  package var body: Payload

  package init(_ type: FrameType, _ body: Payload = Payload()) {
    self.type = type
    self.body = body
  }

  /// The frame as it is written; longer than `longest` for a body that is too long.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(body.count + 5)
    bytes.addInteger(UInt32(clamping: body.count + 1))
    bytes.append(type.rawValue)
    body.withUnsafeBytes { bytes.append(contentsOf: $0) }
    return bytes
  }

  package var fits: Bool { body.count < Self.longest }
}

extension [UInt8] {
  mutating func addInteger(_ value: some FixedWidthInteger) { Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) } }

  /// A text with its length before it. Longer ones are cut, which callers see to that none is.
  mutating func addText(_ text: [UInt8]) {
    addInteger(UInt16(clamping: text.count))
    append(contentsOf: text.prefix(Int(UInt16.max)))
  }
}
