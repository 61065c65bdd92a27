/// An absolute `http`, `https`, `ws` or `wss` address, taken apart.
///
/// Paths and queries may be secrets (a realtime endpoint is one): printing an address shows scheme, host and port alone.
public struct NetURL: Sendable, Hashable {
  public enum Scheme: String, Sendable { case http, https, ws, wss }

  public let scheme: Scheme
  /// A name or an address; an IPv6 address without its brackets.
  public let host: String
  public let port: Int
  /// Path and query, at least "/".
  public let target: String

  public var isSecure: Bool { scheme == .https || scheme == .wss }

  /// - Throws: `NetError` of the kind `invalidURL`; its text shows nothing of what stands behind the host.
  public init(_ text: String) throws(NetError) {
    func wrong(_ reason: String) -> NetError { NetError(.invalidURL, attempted: "reading a URL", reason: reason) }
    guard let mark = text.firstRange(of: "://"), let scheme = Scheme(rawValue: text[..<mark.lowerBound].lowercased()) else {
      throw wrong("it begins with none of http://, https://, ws:// and wss://")
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw wrong("it holds a space, or a character that must be percent-encoded") }
    let rest = text[mark.upperBound...]
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.contains("@") else { throw wrong("it holds a user name; give credentials in a header") }
    var host = authority
    var port: Substring?
    if authority.first == "[" {
      guard let close = authority.firstIndex(of: "]") else { throw wrong("its IPv6 address has no ']'") }
      host = authority[authority.index(after: authority.startIndex)..<close]
      let tail = authority[authority.index(after: close)...]
      if tail.first == ":" { port = tail.dropFirst() } else if !tail.isEmpty { throw wrong("something stands between ']' and the path") }
    } else if let colon = authority.lastIndex(of: ":") {
      host = authority[..<colon]
      port = authority[authority.index(after: colon)...]
    }
    guard !host.isEmpty else { throw wrong("it has no host") }
    self.scheme = scheme
    self.host = String(host)
    if let port {
      guard let number = Int(port), (1...65_535).contains(number) else { throw wrong("its port is no number from 1 to 65535") }
      self.port = number
    } else {
      self.port = scheme == .https || scheme == .wss ? 443 : 80
    }
    let target = rest[end...].prefix { $0 != "#" }
    self.target = target.first == "/" ? String(target) : "/" + target
  }

  /// `scheme://host:port`, the part that may be shown.
  public var origin: String { "\(scheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

extension NetURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { origin + (target == "/" ? "/" : "/…") }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["origin": origin]) }
}
