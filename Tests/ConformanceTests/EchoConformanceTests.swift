import TenCore
import Echo
import TenConformance
import TenTesting
import Testing

@Test func echoConforms() throws { try ExtensionConformance(Echo.self).start(["channel": "room"]).run() }
