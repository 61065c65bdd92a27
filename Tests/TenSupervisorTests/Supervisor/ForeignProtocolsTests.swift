import TenControl
import TenCore
import TenSupervisor
import Testing

@Suite struct ForeignProtocols {
  @Test func noHostIsMadeOfAForkServerThatSpeaksAnother() async throws {
    let world = try PuppetWorld()
    await world.run { world.protocolVersion = 2 }
    try await withSupervisor(in: world) { scene in
      let error = await #expect(throws: ServiceError.self) { try await scene.start("c") }
      #expect(error?.message.contains("it speaks protocol 2, and this server speaks 1") == true)
      #expect(error?.message.contains("--host PATH") == true)
      #expect(await world.run { world.hosts.isEmpty })
    }
    await world.close()
  }

  @Test func aSessionInAHostThatSpeaksAnotherIsEndedAndSaysSo() async throws {
    let world = try PuppetWorld()
    let journal = MemoryJournal()
    let record = try await orphan(world, journal)
    await world.run { world.hosts[0].script.protocolVersion = 2 }
    var bounds = quickBounds
    // What it says does not get better by asking again.
    bounds.hello = 3_600_000
    try await withSupervisor(bounds: bounds, journal: journal, in: world) { scene in
      await world.until("it is stored") { await journal.records[record.id]?.isEnded == true }
      let stored = await journal.records[record.id]
      #expect(stored?.reason == "abandoned")
      #expect(stored?.reasonDetail?.contains("it speaks protocol 2, and this server speaks 1") == true)
    }
    await world.close()
  }
}
