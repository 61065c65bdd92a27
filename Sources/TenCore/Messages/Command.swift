/// A request that gets exactly one final result, and any number of partial results before it.
public struct Command: EnvelopeView {
  package var envelope: Envelope

  package init(envelope: Envelope) { self.envelope = envelope }

  public init(_ name: MessageName, _ properties: Properties = Properties()) {
    envelope = Envelope(.command, name)
    envelope.properties = properties
  }
}
