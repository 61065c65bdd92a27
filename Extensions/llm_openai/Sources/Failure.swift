internal import TenCore
internal import TenGraph
internal import TenNet

/// Why a request has no answer.
struct Failure: Error, CustomStringConvertible {
  var detail: String
  var code: String
  var status: Int?
  /// What the server asked to wait; nil where it named nothing.
  var retryAfter: Duration?
  var canRetry = false

  init(_ detail: String, code: String) {
    self.detail = detail
    self.code = code
  }

  init(_ error: NetError, canRetry: Bool) {
    self.init("\(error)", code: "network")
    self.canRetry = canRetry && [.unreachable, .closed].contains(error.kind)
  }

  /// A status other than 2xx, with what the body says of it.
  init(status: Int, body: [UInt8], retryAfter: String?, attempted: String) {
    let told = (try? JSON.parse(body))?.object.map { $0["error"]?.object ?? $0 }
    let message = told?["message"]?.string ?? told?["detail"]?.string ?? "no reason was given"
    self.init("\(attempted) was answered with HTTP \(status): \(Self.cut(message))", code: told?["code"]?.string.map(Self.cut) ?? "http_\(status)")
    self.status = status
    canRetry = status == 429 || (500..<600).contains(status)
    self.retryAfter = retryAfter.flatMap { Int($0) }.map { .seconds(min(max($0, 0), 86_400)) }
  }

  var description: String { detail }

  var result: CommandResult {
    var properties: Properties = ["error": .string(code), "detail": .string(detail)]
    if let status { properties["status"] = Value(status) }
    return CommandResult(.error, properties)
  }

  /// How long to wait before trying again; nil when that is no use, or would take longer than a caller waits.
  func pause(before attempt: Int) -> Duration? {
    guard canRetry else { return nil }
    let pause = retryAfter ?? .milliseconds(500 << attempt)
    return pause <= .seconds(10) ? pause : nil
  }

  /// Servers like to tell a refused key back, whole or in part: no word that holds its beginning or its end is passed on.
  func masking(_ key: Secret) -> Failure {
    let key = key.reveal()
    guard key.utf8.count >= 4 else { return self }
    let (head, tail) = (key.prefix(6), key.suffix(6))
    func masked(_ text: String) -> String {
      text.split(separator: " ", omittingEmptySubsequences: false)
        .map { $0.contains(head) || $0.contains(tail) ? "***" : String($0) }.joined(separator: " ")
    }
    var copy = self
    copy.detail = masked(detail)
    copy.code = masked(code)
    return copy
  }

  static func cut(_ text: String) -> String { text.unicodeScalars.count <= 300 ? text : String(text.unicodeScalars.prefix(300)) + "…" }
}
