internal import TenCore

/// One message as packets for the data stream: `<id>|<part, from 1>|<parts>|<piece of its base64>`.
enum Packets {
  /// A multiple of 4, so that each piece can be decoded by itself.
  static let piece = 924

  /// - Parameter id: 8 characters.
  static func cut(_ message: [UInt8], id: String) -> [Payload] {
    let text = Base64.encode(message)
    let count = max(1, (text.count + piece - 1) / piece)
    return (0..<count).map { part in
      let range = part * piece..<min(text.count, (part + 1) * piece)
      return Payload(Array("\(id)|\(part + 1)|\(count)|".utf8) + text[range])
    }
  }

  static func id(_ number: UInt64) -> String {
    let digits = String(UInt32(truncatingIfNeeded: number), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
