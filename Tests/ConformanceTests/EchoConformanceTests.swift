import TenCore
import Echo
import TenTesting
import Testing

@Test func echoConforms() throws { try ExtensionConformance(Echo.self).start(["channel": "room"]).run() }
