import TenConformance
import TenTesting
import Testing

/// The nodes that the flaws are put into keep every rule without one.
@Suite struct ReferenceNodesTests {
  @Test func theModel() throws { try FlawedModel.conformance(.none).run() }
  @Test func theAvatar() throws { try FlawedAvatar.conformance(.none).run() }
  @Test func theTransport() throws { try FlawedTransport.conformance(.none).run() }
}
