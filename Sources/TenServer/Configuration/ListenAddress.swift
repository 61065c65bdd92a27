/// `HOST:PORT`, `[::1]:8080`, `:8080` (the loopback's).
enum ListenAddress {
  static func parse(_ text: String) throws(SettingProblem) -> (host: String, port: Int) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      throw SettingProblem(words: "is no HOST:PORT; for example 127.0.0.1:8080, or 127.0.0.1:0 for any free port")
    }
    var host = String(text[..<colon])
    if host.hasPrefix("[") && host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      throw SettingProblem(words: "has an IPv6 address without brackets; write [\(host)]:\(port)")
    }
    return (host.isEmpty ? "127.0.0.1" : host, Int(port))
  }

  static func text(_ host: String, _ port: Int) -> String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// An origin as browsers send it: scheme, host and port, and nothing after.
enum CORSOrigin {
  static func check(_ origin: String) throws(SettingProblem) {
    guard origin != "*" else { throw SettingProblem(words: "has '*', which would let every web page use this server; list each origin") }
    guard let scheme = ["http://", "https://"].first(where: { origin.hasPrefix($0) }) else {
      throw SettingProblem(words: "has '\(origin)', which is no origin; write it as https://app.example.com")
    }
    let rest = origin.dropFirst(scheme.count)
    guard !rest.isEmpty, !rest.contains(where: { $0 == "/" || $0 == "?" || $0 == "#" || $0 == "@" || $0 == "*" || $0.isWhitespace || $0.isUppercase })
    else {
      throw SettingProblem(words: "has '\(origin)'; an origin is a scheme, a host in lower case and a port, and nothing after it, not even a slash")
    }
  }
}
