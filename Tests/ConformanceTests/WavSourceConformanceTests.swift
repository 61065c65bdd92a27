import TenCore
import TenConformance
import TenTesting
import Testing
import WavSource

@Test func wavSourceConforms() throws {
  let file = try TestFile.wav()
  try ExtensionConformance(WavSource.self).properties(["path": .string(file.path)]).start(["channel": "room"]).run(seeds: 0..<10)
}
