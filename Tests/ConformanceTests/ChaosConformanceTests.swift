import Chaos
import TenCore
import TenConformance
import TenTesting
import Testing

@Test func chaosConformsWhereItDoesNotBreakThingsOnPurpose() throws {
  let purpose = "its commands fail, block, leak and end the session on purpose"
  try ExtensionConformance(Chaos.self)
    .exercise { scene in
      try await scene.send(Command("channel"))
      try await scene.send(Command("stall", ["ms": 50]))
      try await scene.send(Command("flood", ["count": 20, "kind": "data", "name": "drop"]))
      await scene.wait(.milliseconds(100))
    }
    .excepting("node.malformed-messages", because: purpose)
    .excepting("node.answers-each-command", because: purpose)
    .excepting("node.takes-what-it-declares", because: purpose)
    .excepting("node.keeps-nothing", because: purpose)
    .excepting("node.slow-consumer", because: purpose)
    .run(seeds: 0..<10)
}
