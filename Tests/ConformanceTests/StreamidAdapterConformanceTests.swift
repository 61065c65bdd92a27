import StreamidAdapter
import TenTesting
import Testing

@Test func streamidAdapterConforms() throws { try ExtensionConformance(StreamidAdapter.self).run() }
