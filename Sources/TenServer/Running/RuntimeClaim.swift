internal import Glibc

/// One server's claim on a runtime folder: in it a server removes the files of hosts that it does not know. Ends with the process at the latest.
final class RuntimeClaim: Sendable {
  private let descriptor: CInt

  /// Makes the folder where there is none.
  /// - Throws: when another server has it.
  init(_ folder: String) throws {
    mkdir(folder, 0o700)
    // The folder itself is locked, so that nothing is left in it.
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ServerRun.Refusal(
        words: "cannot open the runtime folder '\(folder)': \(String(cString: strerror(errno))); make it, or give another with --runtime DIR")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw ServerRun.Refusal(
        words: "the runtime folder '\(folder)' has the files of another server's hosts, which runs; give another folder with --runtime DIR")
    }
  }

  deinit { close(descriptor) }

  func letGo() { flock(descriptor, LOCK_UN) }
}
