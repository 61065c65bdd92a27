internal import ArgumentParser
internal import TenCore
internal import TenGraph
internal import TenNet

/// Which server a command asks, and with which token.
struct ServerOptions: ParsableArguments {
  static let standard = "http://127.0.0.1:8080"

  @Option(help: ArgumentHelp("The server; TENHOST_SERVER or \(standard) by default.", valueName: "url")) var server: String?
  @Option(help: ArgumentHelp("A file that holds the token; TENHOST_TOKEN by default.", valueName: "file")) var tokenFile: String?

  /// - Throws: `UsageError`.
  func place(in surroundings: Surroundings) throws -> ServerPlace {
    let named = surroundings.environment["TENHOST_SERVER"].flatMap { $0.isEmpty ? nil : $0 }
    let address = server ?? named ?? Self.standard
    let place = ServerPlace(url: try Self.url(address), token: try token(surroundings))
    if let token = place.token {
      let filter = SecretFilter([token.reveal()])
      surroundings.output.hide(filter)
      surroundings.errors.hide(filter)
    }
    return place
  }

  private static func url(_ address: String) throws -> NetURL {
    var reason = "it begins with neither http:// nor https://"
    do throws(NetError) {
      let url = try NetURL(address)
      if url.scheme == .http || url.scheme == .https { return url }
    } catch {
      reason = error.reason
    }
    throw UsageError("the server's address cannot be used: \(reason); give it as http://HOST:PORT by --server or TENHOST_SERVER")
  }

  private func token(_ surroundings: Surroundings) throws -> Secret? {
    guard let tokenFile else { return surroundings.environment["TENHOST_TOKEN"].flatMap { $0.isEmpty ? nil : Secret($0) } }
    let text: String
    do { text = String(decoding: try TextFile.read(tokenFile), as: UTF8.self) } catch { throw UsageError("--token-file: \(error)") }
    // The server's own file may hold several, one a line: any of them will do.
    let lines = text.split(whereSeparator: \.isNewline).compactMap { $0.split(whereSeparator: \.isWhitespace).first }
    guard let token = lines.first(where: { !$0.hasPrefix("#") }) else { throw UsageError("--token-file \(tokenFile) holds no token") }
    return Secret(String(token))
  }
}

/// A server's address and the token for it.
struct ServerPlace: Sendable {
  let url: NetURL
  let token: Secret?

  /// What paths are appended to.
  var base: String {
    var text = url.origin + url.target.prefix { $0 != "?" }
    while text.last == "/" { text.removeLast() }
    return text
  }
}
