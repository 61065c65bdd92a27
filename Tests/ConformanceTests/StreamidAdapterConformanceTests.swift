import StreamidAdapter
import TenConformance
import TenTesting
import Testing

@Test func streamidAdapterConforms() throws { try ExtensionConformance(StreamidAdapter.self).run() }
