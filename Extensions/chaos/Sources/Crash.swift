internal import Glibc

/// A way to end the whole process at once, as a defect in a node's code does.
enum Crash: String, CaseIterable {
  /// What a failed precondition, an overflow or a nil that was unwrapped do.
  case trap
  /// What a C library does that finds its memory spoilt.
  case abort
  /// What the system does when memory is short: nothing in the process sees it.
  case kill
  /// What a bad pointer does.
  case segfault
  /// A library that takes it upon itself to end the process.
  case exit

  func happen() -> Never {
    switch self {
    case .trap: fatalError("chaos was told to trap")
    case .abort: Glibc.abort()
    case .kill: raise(SIGKILL)
    case .segfault:
      signal(SIGSEGV, SIG_DFL)
      raise(SIGSEGV)
    case .exit: Glibc.exit(9)
    }
    fatalError("chaos outlived its end by '\(rawValue)'")
  }
}
