public import TenCore

/// A request to a server.
public struct HTTPRequest: Sendable {
  public var method: String
  public var url: NetURL
  public var headers: HTTPHeaders
  /// Sent with its length.
  public var body: Payload
  public var limits = NetLimits()

  public init(_ method: String, _ url: NetURL, headers: HTTPHeaders = HTTPHeaders(), body: Payload = Payload()) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// What errors name: method and address, without path and query.
  public var summary: String { "\(method) \(url)" }
}

/// Deadlines and bounds of one request or one WebSocket.
public struct NetLimits: Sendable, Hashable {
  /// From the call until the connection stands: name, socket, TLS.
  public var connect: Duration = .seconds(10)
  /// Without a byte from the other side. A WebSocket sends a ping after half of it.
  public var idle: Duration = .seconds(60)
  /// In all; nil for none.
  public var total: Duration?
  /// Bytes that were read and not yet taken: beyond, nothing more is read.
  public var readAhead = 262_144
  /// Bytes that wait to be sent: beyond, a sender waits.
  public var writeAhead = 1_048_576
  /// Bytes of one WebSocket message; a larger one ends the connection with 1009.
  public var message = 4_194_304

  public init() {}
}
