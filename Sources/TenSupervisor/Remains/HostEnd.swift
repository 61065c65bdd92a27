/// How a host's process ended.
public enum HostEnd: Sendable, Hashable {
  case exited(code: Int)
  case signalled(Int)

  /// In words: `it was ended by SIGKILL: killed, perhaps because memory ran out`.
  public var words: String {
    switch self {
    case .exited(let code): "its process ended with exit code \(code)" + Self.meaning(ofCode: code)
    case .signalled(let number): "its process was ended by \(Self.name(ofSignal: number))" + Self.meaning(ofSignal: number)
    }
  }

  public static func name(ofSignal number: Int) -> String { signals[number]?.name ?? "signal \(number)" }

  private static func meaning(ofSignal number: Int) -> String { signals[number]?.meaning.map { ": \($0)" } ?? "" }

  private static func meaning(ofCode code: Int) -> String {
    switch code {
    case 0: ", without an end record"
    case 70: ": a node blocked its loop"
    case 126: ": the executable may not be run"
    case 127: ": the executable or a library was not found"
    default: ""
    }
  }

  private static let signals: [Int: (name: String, meaning: String?)] = [
    1: ("SIGHUP", nil), 2: ("SIGINT", nil), 3: ("SIGQUIT", nil), 4: ("SIGILL", "a trap, such as a failed precondition or an overflow"),
    5: ("SIGTRAP", "a trap, such as a failed precondition or an overflow"), 6: ("SIGABRT", "a library gave up"),
    7: ("SIGBUS", "a bad address, or a mapped file that was cut"), 8: ("SIGFPE", "a division by zero"),
    9: ("SIGKILL", "killed, perhaps because memory ran out"), 11: ("SIGSEGV", "a bad address, or a stack overflow"), 13: ("SIGPIPE", nil),
    14: ("SIGALRM", nil), 15: ("SIGTERM", "somebody asked it to end"), 24: ("SIGXCPU", "it used more processor time than it may"),
    25: ("SIGXFSZ", "it wrote a larger file than it may"), 31: ("SIGSYS", "a forbidden system call"),
  ]
}
