internal import TenCore
internal import TenGraph
internal import TenNet
internal import TenRuntime

/// JSON calls to a vendor's REST address.
struct VendorHTTP: Sendable {
  let network: any Network
  let base: String
  let redactor: Redactor
  /// For one call.
  var timeout: Duration

  enum Key {
    case account(header: String, Secret)
    case session(Secret)
  }

  /// Posts `body` and gives the `data` of the answer, or all of it where it has none.
  func post(_ path: String, _ key: Key, _ body: Properties, to attempted: String) async throws(AvatarError) -> Properties {
    var request = HTTPRequest("POST", try url(path, attempted), body: Payload(JSON.bytes(of: .object(body))))
    request.headers["content-type"] = "application/json"
    request.headers["accept"] = "application/json"
    var redactor = redactor
    var isAccount = false
    switch key {
    case .account(let header, let secret):
      request.headers[header] = secret.reveal()
      isAccount = true
    case .session(let secret):
      request.headers["authorization"] = "Bearer \(secret.reveal())"
      redactor = redactor.with(secret)
    }
    request.limits.total = timeout
    let status: Int
    let text: [UInt8]
    do throws(NetError) {
      let response = try await network.send(request)
      status = response.status
      text = try await response.body.collect(upTo: 262_144)
    } catch {
      throw AvatarError(attempted: attempted, reason: redactor.clean(error.description))
    }
    let answer = (try? JSON.parse(text, limits: JSON.Limits(bytes: 262_144, depth: 32)))?.object
    guard (200..<300).contains(status) else { throw refusal(attempted, status, answer, redactor, isAccount) }
    guard let answer else { throw AvatarError(attempted: attempted, reason: "the answer is no JSON object", status: status) }
    return answer["data"]?.object ?? answer
  }

  /// An address that the vendor gave.
  func address(_ text: String?, _ attempted: String) throws(AvatarError) -> NetURL {
    guard let text, let url = try? NetURL(text), url.scheme == .wss || url.scheme == .ws else {
      throw AvatarError(attempted: attempted, reason: "the answer has no WebSocket address")
    }
    return url
  }

  private func url(_ path: String, _ attempted: String) throws(AvatarError) -> NetURL {
    do {
      return try NetURL((base.last == "/" ? String(base.dropLast()) : base) + path)
    } catch {
      throw AvatarError(attempted: attempted, reason: "the property 'base_url' is no address: \(error.reason)", isAboutKey: true)
    }
  }

  private func refusal(_ attempted: String, _ status: Int, _ answer: Properties?, _ redactor: Redactor, _ isAccount: Bool) -> AvatarError {
    let inner = answer?["error"]?.object ?? answer
    let message = inner?["message"]?.string ?? (inner?["detail"] ?? answer?["detail"]).map { JSON.text(of: $0) } ?? ""
    let code = inner?["code"].map { $0.string ?? JSON.text(of: $0) } ?? ""
    var reason = "the vendor refused it"
    let isAboutLimit = message.lowercased().hasPrefix("concurrent limit")
    if isAboutLimit { reason = "the account has no session left; end others, or raise its limit" }
    return AvatarError(
      attempted: attempted, reason: reason, status: status, code: String(redactor.clean(code).prefix(40)), vendorMessage: redactor.clean(message),
      isAboutKey: isAccount && (status == 401 || status == 403), isAboutLimit: isAboutLimit)
  }
}
