internal import TenCore

/// Which of the tokens a request bears. Every token is compared in full, so that the time taken tells nothing.
struct TokenCheck: Sendable {
  private let tokens: [[UInt8]]

  init(_ tokens: [Secret]) { self.tokens = tokens.map { Array($0.reveal().utf8) } }

  var isRequired: Bool { !tokens.isEmpty }

  /// - Parameter header: the value of `authorization`.
  /// - Returns: the token's place in the list; nil when it is none of them.
  func index(of header: String?) -> Int? {
    let parts = (header ?? "").split(separator: " ", maxSplits: 1)
    let given = parts.count == 2 && parts[0].lowercased() == "bearer" ? Array(parts[1].utf8) : []
    var found: Int?
    for (index, token) in tokens.enumerated() where Self.equal(token, given) { found = index }
    return found
  }

  private static func equal(_ token: [UInt8], _ given: [UInt8]) -> Bool {
    var difference = UInt(bitPattern: token.count ^ given.count)
    for index in token.indices { difference |= UInt(token[index] ^ (given.isEmpty ? 0 : given[index % given.count])) }
    return difference == 0
  }
}
