public import TenCore

extension ExtensionContext {
  /// Whether the session is ending. Nodes stop one after the other, so a neighbour's result `stopped` is no fault of the neighbour then.
  public var isSessionEnding: Bool { node.part.session.view.current.isEnding }

  /// Whether every receiver of this name has room now, so that `room(for:kind:)` would not wait. For the synchronous layer, on the node's loop.
  public func hasRoom(for name: MessageName, kind: MessageKind = .audio) -> Bool { node.hasRoom(for: name, kind) }

  /// The node that the sender of the message in hand has named; nil where the graph says where it goes. For `receive`, on the node's loop.
  package var addressedTo: String? { node.connectionInHand?.addressedTo }

  /// The name of the node that sent a message; nil for what the host or the control channel sent.
  public func source(of message: some Message) -> String? {
    guard let source = (message as? any EnvelopeView)?.envelope.source, source != Envelope.outside else { return nil }
    let nodes = node.part.session.graph.nodes
    return Int(source) < nodes.count ? nodes[Int(source)].name : nil
  }
}
