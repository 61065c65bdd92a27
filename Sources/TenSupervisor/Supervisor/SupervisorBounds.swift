/// How long the supervisor waits for what is not up to callers. Milliseconds.
package struct SupervisorBounds: Sendable {
  /// For a fork server to load its graph.
  package var forkServer = 20_000
  /// For a fork server to go; more than the steps of its launcher take.
  package var forkServerEnd = 5_000
  package var fork = 5_000
  /// For a host to greet.
  package var hello = 5_000
  /// For an answer that asks no node.
  package var answer = 5_000
  /// For a command without a time of its own, beside what the host allows.
  package var command = 120_000
  /// For what can wait until a start has been answered: until then the processors are its own.
  package var calm = 5
  /// For a session that is told to stop to end, before that it is being stopped is stored.
  package var quickStop = 50
  /// From `SIGTERM` to `SIGKILL`, and from that to giving up.
  package var terminate = 2_000
  package var kill = 2_000
  /// For a host whose work is done to be gone.
  package var leave = 3_000
  /// For a connection that broke to be made again; less than a host's grace.
  package var reconnect = 10_000
  /// From a process' end to the end of what it had said.
  package var drain = 1_000
  /// For the fork server of a server before this one to write how a host ended.
  package var exitFile = 3_000
  /// At the end, for the journal to take what is still to be written.
  package var journal = 10_000
  /// Between two looks at the sessions; each looks at the processes of a tenth of them.
  package var tick = 200
  /// Between two counters of a session.
  package var counters = 5_000

  package init() {}
}
