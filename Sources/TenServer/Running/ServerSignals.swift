internal import Glibc
internal import TenLoop

/// The signals that a server is steered with.
final class ServerSignals {
  enum Signal: Sendable {
    /// SIGTERM: end, and leave the sessions to the next server.
    case leave
    /// SIGINT: end, and end all sessions.
    case end
    /// SIGUSR2: another server takes over.
    case handOver
  }

  let signals: AsyncStream<Signal>
  private let thread: UVLoopThread

  init() throws {
    let (stream, continuation) = AsyncStream<Signal>.makeStream(bufferingPolicy: .bufferingOldest(8))
    signals = stream
    // A client or a host that goes away is told by the write.
    signal(SIGPIPE, SIG_IGN)
    let thread = try UVLoop.onThread(name: "signals")
    self.thread = thread
    let watched = [(SIGTERM, Signal.leave), (SIGINT, .end), (SIGUSR2, .handOver)]
    _ = Task(executorPreference: thread.loop) {
      for (number, signal) in watched {
        thread.loop.keep(try SignalSource(thread.loop, signal: number) { continuation.yield(signal) })
      }
    }
  }

  deinit { thread.stopAndJoin() }
}
