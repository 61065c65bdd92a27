internal import Glibc

/// Signals of a process without a loop, as bytes in a pipe: the number of each. One for the process.
struct SignalPipe {
  /// To be polled, and read without waiting.
  let descriptor: CInt
  private let numbers: [CInt]

  // nonisolated(unsafe): protected by the order of things: written before the first handler is installed, and in a forked child after the last was removed.
  nonisolated(unsafe) private static var writeEnd: CInt = -1

  /// Takes the signals over, and unblocks all.
  init(_ numbers: [CInt]) throws(ForkError) {
    var ends: (CInt, CInt) = (-1, -1)
    let code = withUnsafeMutableBytes(of: &ends) { pipe($0.baseAddress?.assumingMemoryBound(to: CInt.self)) }
    guard code == 0 else { throw ForkError(errno, "making a pipe for signals") }
    for end in [ends.0, ends.1] {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends.0
    self.numbers = numbers
    Self.writeEnd = ends.1
    // Whoever started this process may have had signals blocked, which is inherited: the end of a host would never be heard of.
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
    for number in numbers {
      signal(number) { number in
        let reason = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(SignalPipe.writeEnd, &byte, 1)
        errno = reason
      }
    }
  }

  /// What has come since the last look.
  func take() -> [CInt] {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? bytes[..<count].map { CInt($0) } : []
  }

  /// Gives the signals back to the system's defaults; in a child, where they must be blocked meanwhile.
  func release() {
    for number in numbers { signal(number, SIG_DFL) }
    close(descriptor)
    close(Self.writeEnd)
    Self.writeEnd = -1
  }

  /// Runs `body` without being interrupted by any signal; what came meanwhile comes after it.
  static func blocked<R>(_ body: (_ before: sigset_t) -> R) -> R {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    sigprocmask(SIG_BLOCK, &all, &before)
    defer { sigprocmask(SIG_SETMASK, &before, nil) }
    return body(before)
  }
}

/// Why a fork server could not do something: what was attempted, and the system's reason.
struct ForkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  init(_ number: CInt, _ attempted: String) { description = "\(attempted) failed: \(String(cString: strerror(number)))" }
}
