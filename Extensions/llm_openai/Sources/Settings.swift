internal import TenCore
internal import TenNet
internal import TenRuntime

/// The node's properties, read once.
struct Settings: Sendable {
  let url: NetURL
  let apiKey: Secret
  let model: String
  let prompt: String
  let maxTokens: Int
  let temperature: Double
  let topP: Double
  let limits: NetLimits
  let answerLimit: Int

  /// - Throws: `PropertyError` for values that cannot be used.
  init(_ properties: NodeProperties) throws {
    var read = PropertyReader(properties)
    var base = read.string("base_url")
    while base.last == "/" { base.removeLast() }
    let address = Result { () throws(NetError) in try NetURL(base + "/chat/completions") }
    switch address {
    case .success(let url) where url.scheme == .https || url.scheme == .http: break
    case .success(let url): read.refuse("base_url", "begins with \(url.scheme)://; use https:// or http://")
    case .failure(let error): read.refuse("base_url", "is no address of a server: \(error.reason)")
    }
    apiKey = read.headerSecret("api_key")
    model = read.string("model")
    prompt = read.string("prompt")
    maxTokens = read.int("max_tokens", 0...10_000_000)
    temperature = Self.level("temperature", upTo: 2, &read)
    topP = Self.level("top_p", upTo: 1, &read)
    var limits = NetLimits()
    limits.connect = read.seconds("connect_seconds", 1...60)
    limits.idle = read.seconds("idle_seconds", 1...600)
    limits.total = read.seconds("total_seconds", 1...3_600)
    self.limits = limits
    answerLimit = read.int("max_answer_bytes", 1_024...4_194_304)
    try read.check()
    url = try address.get()
  }

  private static func level(_ name: String, upTo limit: Double, _ read: inout PropertyReader) -> Double {
    let value = read.double(name)
    if !value.isFinite || value > limit { read.refuse(name, "is \(value); use 0 to \(limit), or -1 to leave it to the server") }
    return value
  }
}
