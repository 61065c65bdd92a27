public import TenCore

/// What a server says to a host on its control channel: one JSON object a line, with a `type`.
public enum HostRequest: Sendable {
  /// The first line of every connection. A higher epoch displaces the present connection, a lower one is refused.
  /// - Parameter since: the last event that the server has; the host sends those after it that it still keeps.
  case hello(lease: String, epoch: Int, since: Int)
  case start(id: Int, session: String, StartRequest)
  case command(id: Int, node: String, name: String, Properties, milliseconds: Int?)
  case data(id: Int, node: String, name: String, Properties)
  case interrupt(id: Int)
  /// Ends the session; a host without one ends itself.
  case stop(EndReason.Code, detail: String)
  /// Asks for `Session.snapshot`.
  case state(id: Int)
  /// Counters as events, so often; 0 ends them.
  case watch(milliseconds: Int)
  /// The end record has been stored: the host may go.
  case acknowledge(sequence: Int)
}
