@testable import Main
import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct TheStateMachineTests {
  private func speaks(_ actions: [ConversationAction]) -> [(text: String, isEnd: Bool)] {
    actions.compactMap { if case .speak(_, _, let text, let isEnd, _) = $0 { (text, isEnd) } else { nil } }
  }

  @Test func theHistoryIsBoundedInTurnsAndBytes() {
    var history = History(maximumTurns: 3, maximumBytes: 200)
    for number in 0..<10 { history.add([["role": "user", "content": .string("\(number)")]]) }
    #expect(history.messages.compactMap { $0.object?["content"]?.string } == ["7", "8", "9"])
    history.add([["role": "user", "content": .string(String(repeating: "x", count: 150))]])
    #expect(history.count == 1)
    history.add([["role": "user", "content": .string(String(repeating: "x", count: 300))]])
    #expect(history.count == 0)
  }

  @Test func anAnswerThatWasHeardToItsEndIsNotMarked() {
    for (now, isMarked) in [(Int64(1_500_000_000), true), (2_500_000_000, false)] {
      var conversation = Conversation(ConversationSettings())
      _ = conversation.handle(.began(turn: 1, .answer(role: "user", text: "hi", recognised: 0)), now: 0)
      _ = conversation.handle(.model(request: "llm-request-1-1", .delta(delta: "Yes.", content: nil)), now: 1)
      _ = conversation.handle(.model(request: "llm-request-1-1", .ended(error: nil)), now: 2)
      _ = conversation.handle(.audioStarted(request: "tts-request-1"), now: 1_000_000_000)
      _ = conversation.handle(.audioEnded(request: "tts-request-1", milliseconds: 1_000), now: 1_000_000_001)
      _ = conversation.handle(.speechBegan, now: now)
      #expect((conversation.history.messages.last?.object?["content"]?.string?.hasSuffix(Conversation.interruptedMark) == true) == isMarked)
    }
  }

  @Test func anAnswerWithoutAnEndIsEnded() {
    var conversation = Conversation(ConversationSettings())
    _ = conversation.handle(.began(turn: 1, .answer(role: "user", text: "hi", recognised: 0)), now: 0)
    var spoken: [(text: String, isEnd: Bool)] = []
    for _ in 0..<20_000 {
      spoken += speaks(conversation.handle(.model(request: "llm-request-1-1", .delta(delta: "more and more ", content: nil)), now: 1))
    }
    #expect(spoken.count { $0.isEnd } == 1)
    #expect(spoken.reduce(0) { $0 + $1.text.utf8.count } < 70_000)
  }

  @Test(arguments: 0..<300 as Range<UInt64>) func whateverHappensEachRequestEndsAtMostOnceAndNothingOfAnEndedTurnIsSaid(seed: UInt64) {
    var random = SplitMix(state: seed)
    var conversation = Conversation(ConversationSettings(greeting: "Hello."))
    var (turn, ended, request): (UInt32, Set<String>, String) = (0, [], "none")
    for step in 0..<200 as Range<Int64> {
      let event: ConversationEvent =
        switch random.next() % 14 {
        case 0: .joined(id: "\(random.next() % 3)")
        case 1: .left(id: "\(random.next() % 3)")
        case 2: .heard(text: "hm", isFinal: false, session: "x")
        case 3: .heard(text: "hello", isFinal: true, session: "1")
        case 4: .speechBegan
        case 5: .model(request: request, .done(content: nil))
        case 6: .model(request: request, .tool(ToolCall(id: "a", name: "t", arguments: [:])))
        case 7: .toolRegistered(ToolDescription(name: "t", description: [:], node: "n"))
        case 8: .toolAnswered(request: request, call: "a", output: "x")
        case 9: .model(request: request, .ended(error: random.next() % 2 == 0 ? nil : "broken"))
        case 10: .audioStarted(request: "tts-request-\(turn)")
        case 11: .turnsEnded(through: turn)
        default: .model(request: request, .delta(delta: "word. ", content: nil))
        }
      var actions = conversation.handle(event, now: step)[...]
      while let action = actions.popFirst() {
        switch action {
        case .beginTurn(let work):
          turn += 1
          actions = conversation.handle(.began(turn: turn, work), now: step)[...] + actions
        case .speak(let of, let id, _, let isEnd, _):
          #expect(of == turn)
          #expect(!ended.contains(id))
          if isEnd { ended.insert(id) }
        case .ask(let asked):
          request = asked.id
          let calls = asked.messages.count { $0.object?["type"] == "function_call" }
          #expect(calls == asked.messages.count { $0.object?["type"] == "function_call_output" })
        default: break
        }
      }
    }
  }
}
