internal import Glibc
internal import TenLoop

/// The signals that a server is steered with.
struct ServerSignals: Sendable {
  enum Signal: Sendable {
    /// SIGTERM: end, and leave the sessions to the next server.
    case leave
    /// SIGINT: end, and end all sessions.
    case end
    /// SIGUSR2: another server takes over.
    case handOver
  }

  let signals: AsyncStream<Signal>

  init() throws {
    let (stream, continuation) = AsyncStream<Signal>.makeStream(bufferingPolicy: .bufferingOldest(8))
    signals = stream
    // A client or a host that goes away is told by the write.
    signal(SIGPIPE, SIG_IGN)
    let thread = try UVLoop.onThread(name: "signals")
    // Signals are heard until the process ends, also while a refused start or the end is told.
    _ = Unmanaged.passRetained(thread)
    let watched = [(SIGTERM, Signal.leave), (SIGINT, .end), (SIGUSR2, .handOver)]
    _ = Task(executorPreference: thread.loop) {
      for (number, signal) in watched {
        thread.loop.keep(try SignalSource(thread.loop, signal: number) { continuation.yield(signal) })
      }
    }
  }
}
