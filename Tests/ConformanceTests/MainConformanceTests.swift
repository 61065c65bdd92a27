import Main
import TenCore
import TenConformance
import TenTesting
import Testing

@Test func mainConforms() throws { try ExtensionConformance(MainExtension.self).start(["bot_uid": 7, "avatar_uid": 12_345]).run(seeds: 0..<10) }
