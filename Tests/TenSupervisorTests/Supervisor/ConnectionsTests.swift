import TenControl
import TenCore
import TenSupervisor
import Testing

@Suite struct Connections {
  @Test func eventsComeOnceAndInOrderAcrossBreaks() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c")
      let host = await scene.host(of: record)
      let events = try await scene.supervisor.events(record.id, since: 0)
      for round in 0..<20 {
        await scene.world.run {
          for number in 0..<10 { host.add(.transcript, ["text": .string("\(round) \(number)")]) }
          host.cut()
          host.add(.transcript, ["text": "while nobody listens"])
        }
        await scene.world.until("it is connected again") { await scene.world.run { host.isConnected } }
      }
      await scene.world.until("it can be reached") { (try? await scene.supervisor.state(record.id)) != nil }
      _ = try await scene.supervisor.stop(record.id, .stopped, detail: "")
      var numbers: [Int] = []
      for await event in events { numbers.append(event.sequence) }
      #expect(numbers == Array(1...numbers.count))
      #expect(numbers.count >= 223)
    }
  }

  @Test func aCommandWhoseConnectionBreaksFailsAndDoesNotHang() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c")
      let host = await scene.host(of: record)
      async let answer = Result.of { try await scene.supervisor.send("never", [:], to: "main", of: record.id, milliseconds: 60_000).status }
      await scene.world.until("it was asked") { await scene.world.run { host.requests.contains("never") } }
      await scene.world.run { host.cut() }
      let code = await (answer).error.flatMap { $0 as? ServiceError }?.code
      #expect(code == .unavailable)
    }
  }

  @Test func messagesAndQuestionsGoToTheHost() async throws {
    try await withSupervisor { scene in
      let record = try await scene.start("c")
      let answer = try await scene.supervisor.send("say", ["text": "x"], to: "main", of: record.id, milliseconds: nil)
      #expect(answer.status == .ok)
      #expect(answer.properties["text"] == "x")
      #expect(try await scene.supervisor.interrupt(record.id)["turn"]?.int == 3)
      #expect(try await scene.supervisor.state(record.id).object?["state"] == "running")
      try await scene.supervisor.send(data: "d", [:], to: "main", of: record.id)
      let error = await #expect(throws: ServiceError.self) {
        _ = try await scene.supervisor.send("say", [:], to: "nobody", of: record.id, milliseconds: nil)
      }
      #expect(error?.code == .unknownNode)
      #expect(error?.problems.map(\.pointer) == ["/node"])
      // A node may answer that its own command went nowhere.
      #expect(try await scene.supervisor.send("ask_nobody", [:], to: "main", of: record.id, milliseconds: nil).status == .noRoute)
      #expect(try await scene.supervisor.logFiles(record.id).last.map { $0.hasSuffix(".log") } == true)
      #expect(try await scene.supervisor.takes("g").first?.object?["name"] == "channel")
    }
  }

  @Test func numbersThatNoHostCountsToDoNoHarm() async throws {
    try await withSupervisor { scene in
      for channel in ["c", "d"] {
        let host = await scene.host(of: try await scene.start(channel))
        await scene.world.run { host.add(.counters, ["sent": .int(.max), "delivered": -1]) }
      }
      await scene.world.until("both are counted") { await scene.supervisor.statistics().counters.sent == 2 << 48 }
      #expect(await scene.supervisor.statistics().counters.delivered == 0)
    }
  }

  @Test func aHostThatNeverGreetsIsNotHandedOut() async throws {
    let world = try PuppetWorld()
    world.script.greets = false
    try await withSupervisor({ $0.startDeadline = 500 }, bounds: quickBounds, in: world) { scene in
      let error = await #expect(throws: ServiceError.self) { try await scene.start("c") }
      #expect(error?.code == .startFailed || error?.code == .unavailable)
      #expect(error?.session?.reason == "start_failed")
      // It stays as it is until its process ends by itself, or is ended.
      await scene.world.run { for host in world.hosts { host.die(.exited(code: 0)) } }
    }
    await world.close()
  }
}

extension Result {
  var error: Failure? { if case .failure(let error) = self { error } else { nil } }
}
