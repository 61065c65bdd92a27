/// Percent-decoding that refuses what has no honest meaning.
enum PercentText {
  enum Failure: Error { case escape, encoding, control, parent }

  static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) throws(Failure) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { throw .escape }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .encoding }
    guard !bytes.contains(0) else { throw .control }
    return decoded
  }

  /// The parts of a path between its slashes. An empty part stays: `/a/` is not `/a`.
  static func segments(_ path: String) throws(Failure) -> [String] {
    guard path != "/" else { return [] }
    var segments: [String] = []
    for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let segment = try decode(part)
      guard segment != ".", segment != ".." else { throw .parent }
      segments.append(segment)
    }
    return segments
  }

  /// Names and values in the order of the text.
  static func query(_ text: String) throws(Failure) -> [(name: String, value: String)] {
    var items: [(name: String, value: String)] = []
    for part in text.split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      items.append((try decode(sides[0], plusIsSpace: true), sides.count > 1 ? try decode(sides[1], plusIsSpace: true) : ""))
    }
    return items
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension PercentText.Failure {
  var words: String {
    switch self {
    case .escape: "has a % that is not followed by two hexadecimal digits"
    case .encoding: "is not UTF-8 when its percent signs are decoded"
    case .control: "has a zero byte"
    case .parent: "has a part '.' or '..'; name what you want directly"
    }
  }
}
