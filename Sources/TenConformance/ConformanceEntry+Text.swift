internal import TenCore
internal import TenGraph
internal import TenTesting

extension ConformanceEntry {
  /// The whole message as one line, the same for equal messages.
  var text: String { "\(time) \(message.text)" }
}

extension Message {
  var text: String {
    let kind: String
    var payload = Payload()
    switch self {
    case let frame as AudioFrame:
      kind = "audio \(frame.sampleRate) Hz \(frame.channels) \(frame.bytesPerSample) at \(frame.timestamp)"
      payload = frame.payload
    case let frame as VideoFrame:
      kind = "video \(frame.width)x\(frame.height) at \(frame.timestamp)"
      payload = frame.payload
    case let data as DataMessage:
      kind = "data"
      payload = data.payload
    case is CommandResult: kind = "result"
    default: kind = "cmd"
    }
    return "\(kind) '\(name)' \(turn) \(JSON.text(of: .object(properties))) \(payload.count) bytes \(payload.checksum)"
  }
}

extension Payload {
  /// FNV-1a.
  var checksum: UInt64 {
    withUnsafeBytes { bytes in
      var sum: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
      return sum
    }
  }
}
