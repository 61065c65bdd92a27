import TenCore
import TenConformance
import TenTesting
import Testing
import WavSink

@Test func wavSinkConforms() throws {
  let file = try TestFile()
  try ExtensionConformance(WavSink.self).properties(["path": .string(file.path)]).run(seeds: 0..<10)
}
