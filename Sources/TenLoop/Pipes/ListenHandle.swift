/// A socket that listens. libuv takes one connection and looks for no other until that is accepted.
final class ListenHandle: UVHandle, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  let path: String
  let acceptors: WaitList<Void>
  private var hasConnection = false
  private var failure: UVError?

  init(_ loop: UVLoop, path: String, site: HandleDescription) {
    self.path = path
    acceptors = WaitList(loop)
    super.init(loop, .pipe(loop.memory), site)
  }

  func connectionCame(_ status: CInt) {
    loop.beginCallback()
    guard status == 0 else {
      let error = UVError(rawValue: status, attempted: "accepting a connection on \(path)")
      if !acceptors.resumeFirst(.failure(error)) { failure = error }
      return
    }
    hasConnection = true
    acceptors.resumeFirst(.success(()))
  }

  /// Whether there is something to be taken, or to be told.
  var hasNews: Bool { hasConnection || failure != nil || isClosing }

  /// Whether a connection has come.
  var isReady: Bool {
    get throws(UVError) {
      if let failure {
        self.failure = nil
        throw failure
      }
      return hasConnection
    }
  }

  func take(into client: HandleMemory) throws(UVError) {
    hasConnection = false
    try UV.check(memory.accept(into: client), "accepting a connection on \(path)")
  }

  override func willClose() {
    UnixSocket.remove(path)
    acceptors.resumeAll(.failure(UVError.cancelled.attempting("accepting connections on \(path), which was closed meanwhile,")))
  }
}
