public import Logging
package import TenCore

/// A node's door to the runtime: sending, turns, tasks, time, its properties, and the end of things. TEN's `ten_env`.
///
/// Sendable, and usable from any task or thread; from the node's own loop a call costs least and may deliver directly. Everything that it starts belongs to
/// the session and ends with it. After the session's end sending throws `ended`.
public final class ExtensionContext: Sendable {
  let node: Node
  nonisolated(unsafe) let shared: UnsafeMutablePointer<EventLoop.Shared>  // protected by being atomic
  /// Writes to the session's log; each line carries session and node.
  public let log: Logger

  init(node: Node) {
    self.node = node
    shared = node.part.loop.shared
    log = node.part.session.makeLogger(for: node.index)
  }

  public var sessionName: String { node.part.session.name }
  public var graphName: String { node.part.session.graph.name }
  public var nodeName: String { node.name }

  /// The loop that the node runs on, for modules of this package that keep something with it.
  package var loop: EventLoop { node.part.loop }

  /// Time on the node's loop: virtual in tests.
  public var clock: SessionClock { SessionClock(loop: node.part.loop) }

  /// Random numbers of the session, the same for the same seed in tests.
  public var random: SessionRandom { node.part.session.random }

  /// The node's properties: the graph's over the extension's defaults, checked against the manifest, fixed for the session.
  public var properties: NodeProperties { NodeProperties(node: node) }

  /// The node's name that a peer role of the manifest means in this graph; nil for an optional peer that it does not have.
  public func peer(_ role: String) -> String? {
    node.compiled.peers[role].map { node.part.session.graph.nodes[$0].name }
  }

  /// Reports an error that the node lives on with: a line in the log, a session event, the end record, and data `error` where the graph connects it.
  public func report(_ error: any Error) { report("\(error)") }

  public func report(_ text: String) { node.part.perform { [node] in node.report(text) } }

  /// This node is out. What that means for the session its manifest says (`on_failure`).
  public func fail(_ reason: String) {
    let node = node
    node.part.session.onMain { $0.nodeFailed(node.index, reason) }
  }

  /// Ends the session, its work being done.
  public func endSession(reason: String) {
    let index = node.index
    node.part.session.onMain { $0.stop(EndReason(.finished, node: index, detail: reason)) }
  }
}
