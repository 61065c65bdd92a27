/// A request as it came.
struct IncomingRequest: Sendable {
  let id: String
  let method: String
  let path: String
  let query: String
  /// Names in lower case.
  let headers: [String: String]
  let body: BodySource
  let peer: String
}

enum RequestID {
  /// What a client calls its request, where it is short and of plain characters; else a new name.
  static func make(from given: String?, random: () -> UInt64) -> String {
    if let given, (1...128).contains(given.utf8.count), given.utf8.allSatisfy(isPlain) { return given }
    let digits = String(random(), radix: 16)
    return "r" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"): true
    default: false
    }
  }
}
