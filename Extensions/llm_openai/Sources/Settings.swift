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

  /// - Throws: `Failure` or `PropertyError` for a value that cannot be used.
  init(_ properties: NodeProperties) throws {
    func wrong(_ name: String, _ reason: String) -> Failure {
      Failure("set up the model: the property '\(name)' \(reason)", code: "invalid_property")
    }
    func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
      let value = try properties.int(name)
      guard range.contains(value) else { throw wrong(name, "is \(value); use \(range.lowerBound) to \(range.upperBound)") }
      return value
    }
    func level(_ name: String, upTo limit: Double) throws -> Double {
      let value = try properties.double(name)
      guard value.isFinite, value <= limit else { throw wrong(name, "is \(value); use 0 to \(limit), or -1 to leave it to the server") }
      return value
    }
    var base = try properties.string("base_url")
    while base.last == "/" { base.removeLast() }
    do throws(NetError) {
      url = try NetURL(base + "/chat/completions")
    } catch {
      throw wrong("base_url", "is no address of a server: \(error.reason)")
    }
    guard url.scheme == .https || url.scheme == .http else { throw wrong("base_url", "begins with \(url.scheme)://; use https:// or http://") }
    apiKey = Secret(try properties.string("api_key"))
    // A line break in a header would be another header.
    guard apiKey.reveal().utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw wrong("api_key", "holds a space, a line break or a character beyond ASCII")
    }
    model = try properties.string("model")
    prompt = try properties.string("prompt")
    maxTokens = try number("max_tokens", 0...10_000_000)
    temperature = try level("temperature", upTo: 2)
    topP = try level("top_p", upTo: 1)
    var limits = NetLimits()
    limits.connect = .seconds(try number("connect_seconds", 1...60))
    limits.idle = .seconds(try number("idle_seconds", 1...600))
    limits.total = .seconds(try number("total_seconds", 1...3_600))
    self.limits = limits
    answerLimit = try number("max_answer_bytes", 1_024...4_194_304)
  }
}
