/// What a host ends with. Described for users in `docs/exit-codes.md`.
public enum HostExit: Int32, Sendable, CaseIterable {
  case ok = 0
  /// The session ran, and a failure ended it or its audit is not clean; or a scenario failed.
  case sessionFailed = 1
  /// The command line is wrong, or names a file that cannot be read.
  case usage = 2
  /// A graph, a manifest or a scenario file is not valid.
  case invalidGraph = 3
  /// The start was refused: by the start values, or by a node.
  case startRefused = 4
  /// A node blocked its loop for good.
  case blocked = 70
  /// A second SIGINT.
  case interrupted = 130
  /// A second SIGTERM.
  case terminated = 143
}
