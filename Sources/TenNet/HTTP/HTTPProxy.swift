/// The proxy that the environment names for an address: `https_proxy` and `http_proxy`, but for the hosts of `no_proxy`.
struct HTTPProxy: Hashable {
  let host: String
  let port: Int

  /// - Parameter environment: the value of a variable, nil without one.
  init?(for url: NetURL, environment: (String) -> String?) {
    let names = url.isSecure ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
    guard let text = names.lazy.compactMap(environment).first(where: { !$0.isEmpty }) else { return nil }
    let excluded = environment("no_proxy") ?? environment("NO_PROXY") ?? ""
    if Self.isExcluded(url.host.lowercased(), excluded) { return nil }
    // A proxy's address may stand without its scheme.
    guard let address = try? NetURL(text.contains("://") ? text : "http://" + text), !address.isSecure else { return nil }
    host = address.host
    port = address.port
  }

  private static func isExcluded(_ host: String, _ list: String) -> Bool {
    if host == "localhost" || host == "::1" || host.hasPrefix("127.") { return true }
    return list.lowercased().split(separator: ",").contains { entry in
      let name = entry.drop { $0 == " " || $0 == "." || $0 == "*" }.prefix { $0 != " " }
      if entry.contains("*"), name.isEmpty { return true }
      return !name.isEmpty && (host == name || host.hasSuffix("." + name))
    }
  }
}
