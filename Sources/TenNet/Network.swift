internal import TenCore
public import TenRuntime

/// HTTP and WebSocket for nodes, on their own loop. In tests a puppet stands in for it.
public protocol Network: AnyObject, Sendable {
  /// Sends a request and returns when the head of the answer is there, of any status. Cancelling the task ends the request.
  func send(_ request: HTTPRequest) async throws(NetError) -> HTTPResponse
  /// Opens a WebSocket; returns when it is open. `request.method` and `request.body` are not used.
  /// - Throws: `NetError`, of the kind `refused` with its status when the server answers the upgrade with another status.
  func connect(_ request: HTTPRequest) async throws(NetError) -> any WebSocket
  /// Listens for HTTP and WebSockets until the listener is closed or let go.
  /// - Throws: `NetError`, of the kind `unreachable` when the port cannot be had.
  func listen(_ options: NetListenerOptions, _ handlers: NetListenerHandlers) throws(NetError) -> any NetListener
}

/// What holds a loop's network.
package final class NetworkSlot: LoopAttachment {
  package let network: any Network
  private let close: () -> Void

  package init(_ network: any Network, close: @escaping () -> Void = {}) {
    self.network = network
    self.close = close
  }

  package func loopWillClose() { close() }
}

extension ExtensionContext {
  /// The network of the node's loop. On the node's loop only.
  public var network: any Network {
    NetworkSlot.of(loop)
  }
}

/// Stands where a loop has no network: every call is refused.
final class ClosedNetwork: Network {
  func send(_ request: HTTPRequest) async throws(NetError) -> HTTPResponse { throw refusal(request) }
  func connect(_ request: HTTPRequest) async throws(NetError) -> any WebSocket { throw refusal(request) }

  private func refusal(_ request: HTTPRequest) -> NetError { NetError(.ended, attempted: request.summary, reason: "this loop has no network") }
}
