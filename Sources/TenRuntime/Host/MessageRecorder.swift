public import TenCore

/// Sees the header of each message that nodes send, and their tasks. Its methods are called on the nodes' loops, and must cost next to nothing.
open class MessageRecorder: @unchecked Sendable {
  // @unchecked: subclasses say how they are protected.
  public init() {}

  /// A node sends a message.
  /// - Parameters:
  ///   - header: what may be known of it.
  ///   - milliseconds: of the loop's clock, as of its last wait.
  open func record(_ header: MessageHeader, at milliseconds: UInt64) {}

  /// A name that the host sends under, which no node may ever send.
  open func record(name: MessageName) {}

  /// A node has a task at this address, which runs on the node's loop.
  open func record(task: UInt, of node: NodeIndex) {}

  /// Whose task runs at this address, as far as is known. Called on any thread.
  open func node(ofTask task: UInt) -> NodeIndex? { nil }
}

/// What may be known of a message without looking into it.
public struct MessageHeader {
  public var source: UInt16
  public var kind: MessageKind
  public var name: MessageName
  public var turn: UInt32
  /// Of its payload.
  public var bytes: Int

  @inline(__always)
  init(_ envelope: borrowing Envelope) {
    source = envelope.source
    kind = envelope.kind
    name = envelope.name
    turn = envelope.turn.number
    bytes = envelope.payload.count
  }
}
