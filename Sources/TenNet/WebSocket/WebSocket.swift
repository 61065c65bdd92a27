public import TenCore

/// An open WebSocket (RFC 6455). Usable from any task of its loop; one task receives at a time.
public protocol WebSocket: AnyObject, Sendable {
  /// Sends a message; waits while more than `writeAhead` bytes wait to be sent.
  func send(_ message: WebSocketMessage) async throws(NetError)
  /// The next message; nil once the connection has ended in any way: `closure` says how.
  func receive() async -> WebSocketMessage?
  /// How it ended; nil while it is open.
  var closure: WebSocketClosure? { get }
  /// Bytes that wait to be sent.
  var queuedBytes: Int { get }
  /// Says goodbye and returns when the other side has, or after two seconds. May be called more than once.
  func close(code: Int, reason: String) async
}

public enum WebSocketMessage: Sendable, Hashable {
  case text(String)
  case binary(Payload)
}

/// How a WebSocket ended.
public struct WebSocketClosure: Sendable, Hashable {
  /// The code of the close frame; 1006 when the connection ended without one, 1005 when the frame had none.
  public let code: Int
  public let reason: String
  /// What broke the connection, when it was not closed in good order.
  public let error: NetError?

  public init(code: Int, reason: String = "", error: NetError? = nil) {
    self.code = code
    self.reason = reason
    self.error = error
  }
}
