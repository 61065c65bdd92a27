/// A message without an answer: properties and bytes. Durable unless its sender or a manifest says `transient`.
public struct DataMessage: EnvelopeView {
  package var envelope: Envelope

  package init(envelope: Envelope) { self.envelope = envelope }

  public init(_ name: MessageName, _ properties: Properties = Properties(), payload: Payload = Payload()) {
    envelope = Envelope(.data, name)
    envelope.properties = properties
    envelope.payload = payload
  }

  public var payload: Payload {
    get { envelope.payload }
    set { envelope.payload = newValue }
  }
}
