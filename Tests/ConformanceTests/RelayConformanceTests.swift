import Relay
import TenConformance
import TenTesting
import Testing

@Test func relayConforms() throws { try ExtensionConformance(Relay.self).run() }
