/// What a server ends with. Described for users in `docs/exit-codes.md`.
public enum ServerExit: Int32, Sendable, CaseIterable {
  case ok = 0
  /// It ran, and something that it cannot go on without failed.
  case failed = 1
  /// The command line or the configuration is wrong.
  case usage = 2
  /// A graph of the folder is not valid.
  case invalidGraph = 3
  /// It cannot start: the address, the state folder or the executable of the hosts cannot be had.
  case startRefused = 4
  /// A second SIGINT, and a second SIGTERM.
  case interrupted = 130
  case terminated = 143
}
