package import TenCore
internal import TenGraph

/// Puts the packets of the data stream together: `id|part|count|base64`. What is not complete after 5 seconds is dropped.
package struct TranscriptAssembler {
  private struct Message {
    let count: Int
    let begun: UInt64
    var parts: [Int: [UInt8]] = [:]
  }

  package static let timeout: UInt64 = 5_000_000_000
  package static let mostMessages = 64
  package static let mostParts = 256

  private var messages: [String: Message] = [:]
  package private(set) var dropped = 0

  package init() {}

  /// - Parameter now: nanoseconds.
  /// - Returns: the message that this packet completes.
  package mutating func add(_ packet: Payload, now: UInt64) -> Properties? {
    dropOld(now)
    let bytes = packet.withUnsafeBytes { Array($0) }
    let fields = bytes.split(separator: UInt8(ascii: "|"), maxSplits: 3, omittingEmptySubsequences: false)
    guard fields.count == 4, fields[0].count <= 64, let part = Self.number(fields[1]), let count = Self.number(fields[2]),
      (1...Self.mostParts).contains(count), (1...count).contains(part)
    else {
      dropped += 1
      return nil
    }
    let id = String(decoding: fields[0], as: UTF8.self)
    if messages[id] == nil, messages.count == Self.mostMessages, let oldest = messages.min(by: { $0.value.begun < $1.value.begun }) {
      messages[oldest.key] = nil
      dropped += 1
    }
    var message = messages[id] ?? Message(count: count, begun: now)
    guard message.count == count else {
      dropped += 1
      return nil
    }
    message.parts[part] = Array(fields[3])
    messages[id] = message
    guard message.parts.count == count else { return nil }
    messages[id] = nil
    let whole = (1...count).flatMap { message.parts[$0] ?? [] }
    guard let text = Base64.bytes(whole), let object = (try? JSON.parse(text))?.object else {
      dropped += 1
      return nil
    }
    return object
  }

  private mutating func dropOld(_ now: UInt64) {
    for (id, message) in messages where now > message.begun + Self.timeout {
      messages[id] = nil
      dropped += 1
    }
  }

  private static func number(_ text: ArraySlice<UInt8>) -> Int? { text.count <= 4 ? Int(String(decoding: text, as: UTF8.self)) : nil }
}
