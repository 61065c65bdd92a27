public import TenCore

/// A request whose parameters and body have been checked against its endpoint.
public struct APIRequest: Sendable {
  /// Also in the access log and in the reply's `x-request-id`.
  public var requestID: String
  public var pathParameters: [String: String] = [:]
  public var query: [String: String] = [:]
  /// Names in lower case.
  public var headers: [String: String] = [:]
  /// The body's JSON; null without one.
  public var body: Value = .null
  /// The address that it came from, for the access log and the rate limit.
  public var peer = ""

  public init(requestID: String) { self.requestID = requestID }

  /// The body as an object; empty without one.
  public var object: Properties { body.object ?? Properties() }
}

/// What is answered.
public struct APIResponse: Sendable {
  public enum Body: Sendable {
    case json(Value)
    case text(String, contentType: String)
    /// Sent as it comes: server-sent events, a log that grows.
    case stream(AsyncStream<[UInt8]>, contentType: String)
    case empty
  }

  public var status: Int
  public var headers: [String: String] = [:]
  public var body: Body

  public init(_ status: Int = 200, _ body: Body) {
    self.status = status
    self.body = body
  }

  public static func json(_ value: Value, status: Int = 200) -> APIResponse { APIResponse(status, .json(value)) }
}
