internal import Glibc
internal import Logging
internal import NIOCore
internal import NIOPosix

/// How a server gets its state folder: at once, or from the one that has it.
struct Takeover {
  let folder: String
  let isWanted: Bool
  let logger: Logger
  /// Seconds that the other server may take to finish what it answers.
  var deadline: Int64 = 60

  /// - Throws: who has the folder, when it is not to be taken over.
  func claim() async throws -> StateLock {
    let lock = try StateLock(folder: folder)
    if lock.take() { return lock }
    guard let holder = lock.holder, kill(pid_t(holder), 0) == 0 else {
      throw ServerRun.Refusal(words: "the state folder '\(folder)' is in use by another server, which has not said its process; end it first")
    }
    guard isWanted else {
      throw ServerRun.Refusal(
        words:
          "the state folder '\(folder)' is in use by the server with process \(holder); end it, give another folder with --state DIR, or take over from it with --takeover"
      )
    }
    logger.info("taking over from the server with process \(holder)")
    guard kill(pid_t(holder), SIGUSR2) == 0 else {
      throw ServerRun.Refusal(words: "cannot ask process \(holder) to hand over: \(String(cString: strerror(errno)))")
    }
    let (folder, deadline) = (folder, deadline)
    // The wait for a lock cannot be given up, so its deadline ends the process.
    let timer = MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: .seconds(deadline)) {
      StandardText.error("the server with process \(holder) did not hand over '\(folder)' within \(deadline) s; it still serves\n")
      _exit(ServerExit.startRefused.rawValue)
    }
    try await lock.wait()
    timer.cancel()
    return lock
  }
}
