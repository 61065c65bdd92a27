/// What the kinds of message have in common: a name, properties, a turn and a delivery class.
public protocol Message: Sendable {
  var name: MessageName { get }
  var properties: Properties { get set }
  /// The turn that it belongs to. When it is sent without one it gets the current turn (DESIGN: turns and interrupts).
  var turn: Turn { get set }
  /// What an interrupt does to it: a transient message of an ended turn is dropped, a durable one arrives. What the sender sets counts more than the
  /// manifest's `class`, and that more than the kind's default: media are transient, data are durable.
  var deliveryClass: DeliveryClass { get set }
  /// The value under one key of its properties.
  subscript(key: String) -> Value? { get set }
}

/// Gives a view of an envelope the members that all views share.
package protocol EnvelopeView: Message {
  var envelope: Envelope { get set }
}

extension EnvelopeView {
  public var name: MessageName { envelope.name }

  public var properties: Properties {
    get { envelope.properties }
    set { envelope.properties = newValue }
  }

  public var turn: Turn {
    get { envelope.turn }
    set {
      envelope.turn = newValue
      if newValue.isNone { envelope.flags.insert(.withoutTurn) } else { envelope.flags.remove(.withoutTurn) }
    }
  }

  public subscript(key: String) -> Value? {
    get { envelope.properties[key] }
    set { envelope.properties[key] = newValue }
  }

  public var deliveryClass: DeliveryClass {
    get { envelope.isTransient ? .transient : .durable }
    set {
      envelope.flags.subtract([.durable, .transient])
      envelope.flags.insert(newValue == .durable ? .durable : .transient)
    }
  }
}
