import Chaos
import TenRuntime
import TenTesting
import Testing

@Suite struct ChaosOnCommandTests {
  private let graph = TestGraph().node("chaos", Chaos.self)

  @Test func failEndsThatCommandOnly() throws {
    let record = try TestHost.run(graph) { session, _ in
      let result = try await session.send(Command("fail", ["detail": "on purpose"]), to: "chaos")
      #expect(result.status == .error)
      #expect(result.detail.contains("on purpose"))
      let answer = try await session.send(Command("channel"), to: "chaos")
      #expect(answer.isOK)
    }
    #expect(record.reason.code == .stopped)
    #expect(record.nodes.first?.errors == 1)
  }

  @Test func failNodeEndsTheSession() throws {
    let record = try TestHost.run(graph) { session, _ in
      _ = try await session.send(Command("fail_node", ["detail": "on purpose"]), to: "chaos")
      _ = await session.ended()
    }
    #expect(record.reason.code == .nodeFailed)
    #expect(record.reason.detail.contains("on purpose"))
    #expect(record.reasonNode == "chaos")
    #expect(record.audit == [])
  }

  @Test func stallAnswersAfterItsTime() throws {
    let record = try TestHost.run(graph) { session, _ in
      let answer = try await session.send(Command("stall", ["ms": 250]), to: "chaos")
      #expect(answer.isOK)
    }
    #expect(record.milliseconds >= 250 && record.milliseconds < 300)
  }

  @Test func stallWithoutATimeEndsWithTheSession() throws {
    let record = try TestHost.run(graph) { session, _ in
      async let result = session.send(Command("stall"), to: "chaos")
      let answer = try await session.send(Command("channel"), to: "chaos")
      #expect(answer.isOK)
      session.requestStop(EndReason(.stopped))
      let stalled = try await result
      #expect(!stalled.isOK)
    }
    #expect(record.milliseconds < 3_000)
    #expect(record.audit == [])
  }

  @Test func blockBlocks() throws {
    try TestHost.run(graph) { session, _ in
      let clock = ContinuousClock()
      let begin = clock.now
      let answer = try await session.send(Command("block", ["ms": 20]), to: "chaos")
      #expect(answer.isOK)
      #expect(clock.now - begin >= .milliseconds(19))
    }
  }

  @Test func answerTwiceIsReported() throws {
    let record = try TestHost.run(graph) { session, _ in
      let result = try await session.send(Command("answer_twice"), to: "chaos")
      #expect(result["answer"] == 1)
    }
    #expect(record.nodes.first?.lastError?.contains("answer_twice") == true)
    #expect(record.audit == [])
  }

  @Test func unansweredIsAnsweredByTheRuntime() throws {
    let record = try TestHost.run(graph) { session, _ in
      let answer = try await session.send(Command("unanswered"), to: "chaos")
      #expect(answer.status == .unanswered)
    }
    #expect(record.audit == [])
  }

  @Test func theAuditNamesALeakedTask() throws {
    let record = try TestHost.run(graph) { session, _ in _ = try await session.send(Command("leak_task"), to: "chaos") }
    #expect(record.audit.contains { $0.contains("chaos") && $0.contains("task") })
  }

  @Test func endSessionEndsIt() throws {
    let record = try TestHost.run(graph) { session, _ in
      _ = try await session.send(Command("end_session", ["reason": "enough"]), to: "chaos")
      _ = await session.ended()
    }
    #expect(record.reason.code == .finished)
    #expect(record.reason.detail == "enough")
  }

  @Test(arguments: ["explode", "flood", "block"]) func whatItCannotDoIsSaid(name: String) throws {
    try TestHost.run(graph) { session, _ in
      let result = try await session.send(Command(MessageName(name), ["count": -1, "ms": -1]), to: "chaos")
      #expect(result.status == .error)
      #expect(result.detail.contains(name))
    }
  }

  @Test func leakedMemoryIsKept() throws {
    try TestHost.run(graph) { session, _ in
      _ = try await session.send(Command("leak_memory", ["bytes": 1_000]), to: "chaos")
      let answer = try await session.send(Command("leak_memory", ["bytes": 500]), to: "chaos")
      #expect(answer["bytes"] == 1_500)
    }
  }

  @Test func aCrashThatItDoesNotKnowEndsNothing() throws {
    try TestHost.run(graph) { session, _ in
      let answer = try await session.send(Command("crash", ["how": "softly"]), to: "chaos")
      #expect(answer.status == .error)
      #expect(answer.detail.contains("trap, abort, kill"))
    }
  }
}
