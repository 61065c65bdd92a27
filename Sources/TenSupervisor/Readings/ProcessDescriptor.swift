internal import Glibc

/// A descriptor that is bound to one process, so that a signal cannot reach another one that got its number (Linux 5.3 with glibc 2.36 and later).
struct ProcessDescriptor: ~Copyable {
  private typealias Open = @convention(c) (_ process: CInt, _ flags: CUnsignedInt) -> CInt
  private typealias Send = @convention(c) (_ descriptor: CInt, _ signal: CInt, _ info: UnsafeMutableRawPointer?, _ flags: CUnsignedInt) -> CInt

  // Looked up, so that the program starts on a system that is older.
  private static let calls: (open: Open, send: Send)? = {
    guard let open = dlsym(nil, "pidfd_open"), let send = dlsym(nil, "pidfd_send_signal") else { return nil }
    return (unsafeBitCast(open, to: Open.self), unsafeBitCast(send, to: Send.self))
  }()

  private let descriptor: CInt

  /// nil where the system has no such descriptors, or the process is gone.
  init?(_ processID: CInt) {
    guard let descriptor = Self.calls?.open(processID, 0), descriptor >= 0 else { return nil }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// - Returns: 0, or the error's number.
  func send(_ signal: CInt) -> CInt { Self.calls?.send(descriptor, signal, nil, 0) == 0 ? 0 : errno }
}
