import TenRuntime
import TenTesting
import Testing

@Suite struct ExpectationsFailTests {
  private let harness = ExtensionHarness(Worker.self).start(["channel": "room"])

  private func summary(_ body: @escaping @Sendable (Trial) async throws -> Void) throws -> String { try failure { try harness.run(body) }.summary }

  @Test func anotherMessageThanTheNext() throws {
    let text = try summary { trial in
      try await trial.send(DataMessage("hello", ["a": 1]))
      try await trial.expect(.data("other", ["a": 2]))
    }
    #expect(text == #"expected data 'other' with {"a":2} next; came data 'listed' {"a":1,"round":0}"#)
  }

  @Test func theSameNameWithOtherProperties() throws {
    let text = try summary { trial in
      try await trial.send(DataMessage("hello", ["a": 1]))
      try await trial.expect(.data("listed", ["a": 2]))
    }
    #expect(text == #"expected data 'listed' with {"a":2} next; came data 'listed' {"a":1,"round":0}"#)
  }

  @Test func aConditionThatDoesNotHold() throws {
    let text = try summary { trial in
      try await trial.send(DataMessage("hello"))
      try await trial.expect(.data("listed").where { $0["round"] == 7 })
    }
    #expect(text == #"expected data 'listed' where a condition holds next; came data 'listed' {"round":0}"#)
  }

  @Test func nothingInTime() throws {
    let text = try summary { trial in
      try await trial.send(DataMessage("later"))
      try await trial.expect(.data("listed"), within: .milliseconds(1_999))
    }
    #expect(text == "expected data 'listed' within 1999 ms; nothing came")
  }

  @Test func timeIsVirtualAndExact() throws {
    try harness.run(seeds: 0..<20) { trial in
      try await trial.send(DataMessage("later"))
      let item = try await trial.expect(.data("listed"), within: .milliseconds(2_001))
      #expect(item.time == .seconds(2))
    }
  }

  @Test func oneOfAllIsMissing() throws {
    let text = try summary { trial in
      try await trial.send(DataMessage("hello"))
      try trial.send(AudioFrame("pcm", sampleRate: 8_000, channels: 1, payload: Payload([0, 0])))
      try await trial.expectAll([.audio("pcm"), .data("listed"), .video], within: .seconds(1))
    }
    #expect(text == "expected video within 1 s; nothing came")
  }

  @Test func oneTooManyAmongAll() throws {
    let text = try summary { trial in
      try await trial.send(DataMessage("hello"))
      try trial.send(AudioFrame("pcm", sampleRate: 8_000, channels: 1, payload: Payload([0, 0])))
      try await trial.expectAll([.video("picture"), .data("listed")])
    }
    #expect(text == "expected video 'picture', in any order; came audio 'pcm' 2 bytes, 8000 Hz, 0 ms")
  }

  @Test func allInAnyOrder() throws {
    try harness.run(seeds: 0..<20) { trial in
      try await trial.send(DataMessage("hello", ["n": 1]))
      try await trial.send(DataMessage("hello", ["n": 2]))
      let items = try await trial.expectAll([.data("listed", ["n": 2]), .data("listed", ["n": 1])])
      #expect(items.map { $0["n"] } == [2, 1])
    }
  }

  @Test func fishingInVain() throws {
    let text = try summary { trial in
      try await trial.send(DataMessage("hello"))
      try await trial.send(DataMessage("hello"))
      try await trial.fish(.audio, within: .seconds(3))
    }
    #expect(text == "expected audio (2 others came) within 3 s; nothing came")
  }

  @Test func fishingSkipsOthers() throws {
    try harness.run { trial in
      try await trial.send(DataMessage("hello", ["n": 1]))
      try await trial.send(DataMessage("hello", ["n": 2]))
      try await trial.fish(.data("listed", ["n": 2]))
      try await trial.expectNone()
    }
  }

  @Test func somethingWhereNothingMayCome() throws {
    let text = try summary { trial in
      try await trial.send(DataMessage("later"))
      try await trial.expectNone(.data, for: .seconds(2))
    }
    #expect(text == #"expected no data for 2 s; came data 'listed' {"round":0}"#)
    try harness.run { trial in
      try await trial.send(DataMessage("later"))
      try await trial.expectNone(.audio, for: .seconds(3))
      try await trial.expect(.data)
    }
  }

  @Test func whatIsUnreadCountsAsSomething() throws {
    let text = try summary { trial in
      try await trial.send(DataMessage("hello"))
      await trial.advance(by: .seconds(1))
      try await trial.expectNone(for: .milliseconds(1))
    }
    #expect(text == #"expected no message for 1 ms; came data 'listed' {"round":0}"#)
  }

  @Test func theSessionEndsBeforeItComes() throws {
    let text = try failure {
      try harness.run { trial in
        try await trial.send(Command("fail"))
        try await trial.expect(.data("listed"), within: .seconds(60))
      }
    }
    #expect(text.summary == "expected data 'listed' within 60 s; the session has ended")
  }

  @Test func theWholeTextHasPlaceSeedMessagesAndLog() throws {
    let line = #line + 4
    let failure = try failure {
      try harness.run(seed: 7) { trial in
        try await trial.send(DataMessage("hello", ["text": .string(String(repeating: "long ", count: 40))]))
        try await trial.expect(.audio("pcm"))
      }
    }
    let cut = String(repeating: "long ", count: 16) + "…"
    #expect(
      failure.description == """
        TenTestingTests/ExpectationsFailTests.swift:\(line): expected audio 'pcm' next; came data 'listed' {"text":"\(cut)","round":0} (seed 7)
          messages, by virtual time since the session's start:
             0.000 s  trial -> worker  data 'hello' {"text":"\(cut)"}
             0.000 s  worker -> trial  data 'listed' {"text":"\(cut)","round":0}
          log:
             0.000 s  info  worker: in channel room
          to see it again: run(seed: 7)
        """)
    #expect(failure.cause == .expectation && failure.seed == 7)
  }
}
