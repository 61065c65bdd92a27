internal import TenCore

/// What the user of a WebSocket holds: letting it go ends the connection.
final class OpenSocket: WebSocket {
  private let connection: SocketConnection

  init(_ connection: SocketConnection) { self.connection = connection }

  deinit {
    let connection = connection
    connection.loop.post { connection.letGo() }
  }

  var closure: WebSocketClosure? { connection.closure }
  var queuedBytes: Int { connection.queuedBytes }
  func send(_ message: WebSocketMessage) async throws(NetError) { try await connection.send(message) }
  func receive() async -> WebSocketMessage? { await connection.receive() }
  func close(code: Int, reason: String) async { await connection.close(code: code, reason: reason) }
}
