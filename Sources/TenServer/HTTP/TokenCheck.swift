internal import TenCore

/// Whether a request bears one of the tokens. Every token is compared in full, so that the time taken tells nothing.
struct TokenCheck: Sendable {
  private let tokens: [[UInt8]]

  init(_ tokens: [Secret]) { self.tokens = tokens.map { Array($0.reveal().utf8) } }

  var isRequired: Bool { !tokens.isEmpty }

  /// - Parameter header: the value of `authorization`.
  func admits(_ header: String?) -> Bool {
    guard isRequired else { return true }
    let parts = (header ?? "").split(separator: " ", maxSplits: 1)
    let given = parts.count == 2 && parts[0].lowercased() == "bearer" ? Array(parts[1].utf8) : []
    var isKnown = false
    for token in tokens {
      // Both operands are always evaluated.
      let same = Self.equal(token, given)
      isKnown = isKnown || same
    }
    return isKnown
  }

  private static func equal(_ token: [UInt8], _ given: [UInt8]) -> Bool {
    var difference = UInt(bitPattern: token.count ^ given.count)
    for index in token.indices { difference |= UInt(token[index] ^ (given.isEmpty ? 0 : given[index % given.count])) }
    return difference == 0
  }
}
