internal import Glibc

/// A plain thread of the system, with a name for debuggers and `top`. Must be joined or detached once.
struct SystemThread: @unchecked Sendable {
  // @unchecked: protected by immutability.
  private let thread: pthread_t

  private final class Start {
    let name: String
    let body: @Sendable () -> Void

    init(_ name: String, _ body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  /// - Parameter name: the system keeps its first 15 bytes.
  init(name: String, _ body: @escaping @Sendable () -> Void) throws(UVError) {
    let start = Unmanaged.passRetained(Start(name, body))
    var thread: pthread_t = 0
    let code = pthread_create(
      &thread, nil,
      { argument in
        let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
        UV.nameThread(start.name)
        start.body()
        return nil
      }, start.toOpaque())
    guard code == 0 else {
      start.release()
      throw UVError(rawValue: -code, attempted: "starting the thread \(name)")
    }
    self.thread = thread
  }

  /// The thread that calls.
  static func isCurrent(_ thread: SystemThread) -> Bool { pthread_equal(thread.thread, pthread_self()) != 0 }

  /// Waits for the thread to end.
  func join() { pthread_join(thread, nil) }

  /// Lets the thread free itself when it ends.
  func detach() { pthread_detach(thread) }
}
