internal import TenCore

/// A Unix socket that listens. The connections that nobody accepts wait in the system, up to the backlog.
///
/// On the loop's thread only. Must be closed; that removes the socket's file.
public final class PipeListener: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private let handle: ListenHandle
  private let limits: UVPipe.Limits

  public var path: String { handle.path }

  /// - Parameters:
  ///   - path: must not exist; a file left by a process that is gone is to be removed by whoever knows that it is.
  ///   - mode: of the socket's file, from its first moment: the owner alone.
  ///   - limits: of each connection.
  public convenience init(
    _ loop: UVLoop, path: String, mode: UInt32 = 0o600, backlog: Int = 128, limits: UVPipe.Limits = .init(),
    file: String = #fileID, line: UInt = #line
  ) throws(UVError) {
    loop.requireThread()
    try self.init(loop, descriptor: try UnixSocket.bind(path, mode: mode), path: path, backlog: backlog, limits: limits, file: file, line: line)
  }

  /// Takes over a descriptor that is bound to `path`, which may listen already; it is closed with the listener, also when this throws.
  public init(
    _ loop: UVLoop, descriptor: CInt, path: String, backlog: Int = 128, limits: UVPipe.Limits = .init(),
    file: String = #fileID, line: UInt = #line
  ) throws(UVError) {
    loop.requireThread()
    handle = ListenHandle(loop, path: path, site: HandleDescription(kind: "listener", file: file, line: line))
    self.limits = limits
    var code = handle.memory.open(descriptor: descriptor)
    if code < 0 { UnixSocket.close(descriptor) } else { code = handle.memory.listen(backlog: CInt(clamping: backlog)) }
    guard code < 0 else { return }
    handle.close()
    throw UVError(rawValue: code, attempted: "listening on \(path)")
  }

  deinit { handle.ownerIsGone() }

  /// Waits for a connection.
  public func accept(file: String = #fileID, line: UInt = #line) async throws -> UVPipe {
    while true {
      guard !handle.isClosing else { throw UVError.cancelled.attempting("accepting connections on \(path), which is closed,") }
      if let pipe = try takeConnection(HandleDescription(kind: "pipe", file: file, line: line)) { return pipe }
      try await handle.acceptors.wait { [handle] in handle.hasNews ? () : nil }
    }
  }

  private func takeConnection(_ site: HandleDescription) throws -> UVPipe? {
    guard try handle.isReady else { return nil }
    let pipe = UVPipe(handle.loop, name: "a connection to \(path)", limits, site)
    do {
      try handle.take(into: pipe.handle.memory)
    } catch {
      pipe.close()
      throw error
    }
    return pipe
  }

  /// May be called more than once.
  public func close() { handle.close() }
}
