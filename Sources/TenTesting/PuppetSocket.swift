internal import TenCore
public import TenNet

/// One end of a WebSocket without a network. What one end sends the other receives; closing one end closes both.
public final class PuppetSocket: WebSocket {
  private let incoming: PuppetQueue<WebSocketMessage>
  private let outgoing: PuppetQueue<WebSocketMessage>
  private let shared: Shared

  private final class Shared: Sendable {
    let closure = Locked<WebSocketClosure?>(nil)
  }

  private init(_ incoming: PuppetQueue<WebSocketMessage>, _ outgoing: PuppetQueue<WebSocketMessage>, _ shared: Shared) {
    self.incoming = incoming
    self.outgoing = outgoing
    self.shared = shared
  }

  public static func pair() -> (PuppetSocket, PuppetSocket) {
    let (a, b) = (PuppetQueue<WebSocketMessage>(), PuppetQueue<WebSocketMessage>())
    let shared = Shared()
    return (PuppetSocket(a, b, shared), PuppetSocket(b, a, shared))
  }

  public var closure: WebSocketClosure? { shared.closure.withLock { $0 } }
  public var queuedBytes: Int { 0 }

  public func send(_ message: WebSocketMessage) async throws(NetError) {
    guard closure == nil else { throw NetError(.closed, attempted: "sending a WebSocket message", reason: "the connection has ended") }
    outgoing.put(message)
  }

  public func receive() async -> WebSocketMessage? { (try? await incoming.next()) ?? nil }

  public func close(code: Int, reason: String) async { end(WebSocketClosure(code: code, reason: reason)) }

  /// Ends the connection as a broken one does.
  public func breakOff() {
    end(WebSocketClosure(code: 1006, error: NetError(.closed, attempted: "a WebSocket", reason: "the other side has gone")))
  }

  private func end(_ closure: WebSocketClosure) {
    shared.closure.withLock { $0 = $0 ?? closure }
    incoming.end()
    outgoing.end()
  }
}
