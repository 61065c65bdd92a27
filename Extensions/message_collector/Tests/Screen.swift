import TenCore
import TenGraph

/// What a playground makes of packets: joins the parts of each message, and decodes it.
struct Screen {
  private(set) var messages: [Properties] = []
  private(set) var ids: [String] = []
  /// What does not have the form of a packet.
  private(set) var wrong: [String] = []
  private var parts: [String: [Int: String]] = [:]

  init(_ packets: [Payload]) {
    for packet in packets { take(packet) }
  }

  private mutating func take(_ packet: Payload) {
    let text = packet.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    let fields = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard packet.count <= 1_024, fields.count == 4, fields[0].count == 8, let part = Int(fields[1]), let count = Int(fields[2]),
      fields[3].count <= 924,
      fields[3].count % 4 == 0, (1...count).contains(part), text.utf8.allSatisfy({ $0 < 128 })
    else {
      wrong.append(text)
      return
    }
    parts[fields[0], default: [:]][part] = fields[3]
    guard let all = parts[fields[0]], all.count == count else { return }
    // Each piece decodes by itself.
    let bytes = (1...count).flatMap { Self.decode(all[$0] ?? "") }
    ids.append(fields[0])
    parts[fields[0]] = nil
    if let message = (try? JSON.parse(bytes))?.object { messages.append(message) } else { wrong.append(text) }
  }

  private static func decode(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var bits = 0
    var count = 0
    var bytes: [UInt8] = []
    for character in text where character != "=" {
      bits = bits << 6 | (alphabet.firstIndex(of: character) ?? 0)
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(bits >> count & 255))
    }
    return bytes
  }
}
