import TenCore
import TenRuntime
import TenTesting
import Testing

/// A sender and a receiver that takes a second for each message.
@Suite struct SnapshotTests {
  private func snapshot(of session: Session) async -> Properties {
    await withUnsafeContinuation { continuation in session.snapshot { continuation.resume(returning: $0.object ?? Properties()) } }
  }

  private func graph() -> TestGraph {
    let slow = Script(data: { context, _ in try await context.clock.sleep(for: .seconds(1)) })
    let sender = Script(data: { context, data in
      if data.name == "break" { throw Broken() }
      try await context.send(data)
    })
    return TestGraph().node("a", Puppet.self, sender.properties).node("b", Puppet.self, slow.properties).connect("a", .data, "x", "b")
  }

  private struct Broken: Error, CustomStringConvertible { var description: String { "broken on purpose" } }

  private func find(_ list: String, _ snapshot: Properties, _ key: String, _ name: String) throws -> Properties {
    let array = try #require(snapshot[list]?.array)
    return try #require(array.compactMap(\.object).first { $0[key]?.string == name })
  }

  @Test func whatWaitsAndWhatWasDeliveredIsSeenWhileItRuns() throws {
    try TestHost.run(graph()) { session, loop in
      for _ in 0..<3 { try session.send(DataMessage("x"), to: "a") }
      await loop.wait(.milliseconds(400))
      let seen = await snapshot(of: session)
      #expect(seen["state"]?.string == "running")
      let node = try find("nodes", seen, "name", "b")
      #expect(node["state"]?.string == "running" && node["queued"]?.int == 2 && node["handlers"]?.int == 1 && node["running_ms"] != nil)
      let way = try find("connections", seen, "destination", "b")
      #expect(way["sent"]?.int == 3 && way["delivered"]?.int == 1 && way["in_flight"]?.int == 2 && way["name"]?.string == "x")
    }
  }

  @Test func theAgeIsThatOfTheLastMessage() throws {
    try TestHost.run(graph()) { session, loop in
      try session.send(DataMessage("x"), to: "a")
      await loop.wait(.milliseconds(400))
      #expect(try find("connections", await snapshot(of: session), "source", "a")["age_ms"]?.int == 400)
      try session.send(DataMessage("x"), to: "a")
      await loop.wait(.milliseconds(10))
      #expect(try find("connections", await snapshot(of: session), "source", "a")["age_ms"]?.int == 10)
    }
  }

  @Test func aConnectionThatCarriedNothingHasNoAge() throws {
    try TestHost.run(graph()) { session, _ in
      let way = try find("connections", await snapshot(of: session), "source", "a")
      #expect(way["sent"]?.int == 0 && way["age_ms"] == nil)
    }
  }

  @Test func theLastErrorOfANodeIsThere() throws {
    try TestHost.run(graph()) { session, loop in
      try session.send(DataMessage("break"), to: "a")
      await loop.wait(.milliseconds(1))
      let node = try find("nodes", await snapshot(of: session), "name", "a")
      #expect(node["errors"]?.int == 1 && node["last_error"]?.string?.contains("broken on purpose") == true)
    }
  }

  @Test func aSessionThatHasEndedIsShownAsItEnded() throws {
    try VirtualLoop.run { loop in
      let graph = graph()
      let session = try TestHost(graph, loop: loop).host.start(graph.compiled)
      try await session.ready()
      try session.send(DataMessage("x"), to: "a")
      await loop.wait(.milliseconds(1))
      await session.stop()
      let seen = await snapshot(of: session)
      #expect(seen["state"]?.string == "ended")
      #expect(try find("connections", seen, "destination", "b")["sent"]?.int == 1)
    }
  }
}
