internal import TenCore
package import TenLoop

/// The transport `local`: channels of this machine, over the Unix socket of `tenhost channels`. On the loop's thread only.
package final class LocalTransport: ChannelTransport, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private let loop: UVLoop
  private let path: String
  private var connections: [ObjectIdentifier: LocalConnection] = [:]
  private var isClosed = false

  package init(_ loop: UVLoop, path: String = SocketPath.standard) {
    self.loop = loop
    self.path = path
  }

  package func join(_ request: JoinRequest, onEvent: @escaping @Sendable (ChannelEvent) -> Void) async throws(ChannelError) -> any ChannelConnection {
    try request.check()
    let attempt = "joining the channel '\(request.channel)' as \(request.participant)"
    let pipe: UVPipe
    do {
      pipe = try await UVPipe.connect(loop, path: path)
    } catch {
      throw ChannelError(
        .noServer, attempted: attempt, reason: "nobody listens on \(path): \((error as? UVError)?.message ?? "\(error)"); start `tenhost channels`")
    }
    guard !isClosed else {
      pipe.close()
      throw ChannelError(.closed, attempted: attempt, reason: "the loop ends")
    }
    let connection = LocalConnection(loop, FramePipe(pipe), request, onEvent) { [weak self] in self?.connections[ObjectIdentifier($0)] = nil }
    connections[ObjectIdentifier(connection)] = connection
    try await connection.join()
    return connection
  }

  /// Closes what nobody has left.
  func loopWillClose() {
    isClosed = true
    for connection in connections.values { connection.abandon() }
    connections = [:]
  }
}
