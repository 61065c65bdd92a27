import LlmOpenai
import TenCore
import TenNet
import TenRuntime
import TenTesting
import Testing

@Suite struct AnAnswerIsEndedTests {
  @Test(arguments: ["abort", "flush"])
  func onCommand(name: String) throws {
    let open = PuppetBody()
    let network = PuppetNetwork { _ in .streaming(200, open) }
    let record = try withModel(network) { session, loop in
      async let waiting = session.outcome(of: ask("r1"))
      open.write(chunk("{\"content\":\"Hel\"}"))
      await loop.wait(.milliseconds(10))
      let twice = try await session.outcome(of: ask("r1"))
      #expect(twice.final?.properties["error"] == "request_id_already_running")
      #expect(try await session.send(Command("abort", ["request_id": "other"]), to: "main").isOK)
      #expect(try await session.send(Command(MessageName(name), ["request_id": "r1"]), to: "main").isOK)
      let outcome = try await waiting
      #expect(outcome.types == ["message_content_delta"])
      #expect(outcome.final?.isOK == true)
      #expect(outcome.final?.properties["aborted"] == true)
    }
    #expect(record.audit == [])
  }

  @Test func withItsTurn() throws {
    let network = PuppetNetwork { _ in .streaming(200, PuppetBody()) }
    let record = try withModel(network) { session, loop in
      async let waiting = session.outcome(of: ask("r1", "hi", ["in_turn": true]))
      await loop.wait(.milliseconds(10))
      _ = await session.interrupt()
      let first = try await waiting.final
      #expect(first != nil)
      async let again = session.outcome(of: ask("r1"))
      await loop.wait(.milliseconds(10))
      _ = try await session.send(Command("flush"), to: "main")
      let second = try await again.final
      #expect(second?.properties["aborted"] == true)
    }
    #expect(network.requests.count == 2)
    #expect(record.audit == [])
  }

  @Test func withItsSession() throws {
    let network = PuppetNetwork { _ in .streaming(200, PuppetBody()) }
    let record = try withModel(network) { session, loop in
      Task(executorPreference: loop) { _ = try? await session.outcome(of: ask()) }
      await loop.wait(.milliseconds(10))
    }
    #expect(network.requests.count == 1)
    #expect(record.audit == [])
  }
}
