import MessageCollector
import TenCore
import TenGraph
import TenRuntime
import TenTesting
import Testing

@Suite struct MessagesReachTheScreenTests {
  private func graph(_ sent: Received) -> TestGraph {
    TestGraph().node("collector", MessageCollector.self).probe("rtc", sent).connect("collector", .data, "data", "rtc")
  }

  private func message(_ text: String, final: Bool = true, role: String = "user", stream: Int = 17) -> DataMessage {
    DataMessage(
      "message",
      [
        "data_type": "transcribe", "role": .string(role), "text": .string(text), "text_ts": 1_700_000_000_000, "is_final": .bool(final),
        "stream_id": Value(stream),
      ])
  }

  private func packets(_ sent: Received) -> [Payload] { sent.data.compactMap { $0["data"]?.bytes } }
  private func texts(_ sent: Received) -> [String] { Screen(packets(sent)).messages.compactMap { $0["text"]?.string } }

  @Test func aShortMessageIsOnePacketOfThisForm() throws {
    let sent = Received()
    try TestHost.run(graph(sent)) { session, _ in
      try session.send(DataMessage("message", ["text": "hei på deg"]), to: "collector")
      await sent.wait(for: 1)
    }
    let text = try #require(packets(sent).first).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    // {"text":"hei på deg"}
    #expect(text.dropFirst(8) == "|1|1|eyJ0ZXh0IjoiaGVpIHDDpSBkZWcifQ==")
    #expect(text.prefix(8).allSatisfy { $0.isHexDigit })
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func everyLengthArrivesWhole(seed: UInt64) throws {
    let sent = Received()
    var choice = SplitMix(state: seed)
    let wanted = (0..<12).map { _ in String(repeating: "aø漢🙂", count: Int.random(in: 0..<600, using: &choice)) }
    let graph = graph(sent)
    try TestHost.run(graph, seed: seed) { session, loop in
      for text in wanted { try session.send(message(text), to: "collector") }
      await loop.wait(.seconds(30))
    }
    let screen = Screen(packets(sent))
    #expect(screen.wrong == [])
    #expect(screen.messages.map { $0["text"]?.string } == wanted)
    #expect(screen.messages.first?["stream_id"] == 17)
    #expect(Set(screen.ids).count == wanted.count)
  }

  @Test(arguments: [692, 693, 694, 1_386, 1_387]) func aMessageOnTheEdgeOfAPacketHasNoEmptyPart(length: Int) throws {
    let sent = Received()
    let overhead = JSON.bytes(of: .object(["text": ""])).count
    try TestHost.run(graph(sent)) { session, loop in
      try session.send(DataMessage("message", ["text": .string(String(repeating: "x", count: length - overhead))]), to: "collector")
      await loop.wait(.seconds(1))
    }
    #expect(packets(sent).count == (length + 692) / 693)
    #expect(Screen(packets(sent)).messages.count == 1)
  }

  @Test(arguments: 0..<10 as Range<UInt64>) func onePacketGoesOutEach40Milliseconds(seed: UInt64) throws {
    let sent = Received()
    try TestHost.run(graph(sent), seed: seed) { session, loop in
      try session.send(message(String(repeating: "x", count: 693 * 10)), to: "collector")
      await sent.wait(for: 1)
      let begin = loop.now
      for count in 2...11 {
        await sent.wait(for: count)
        #expect(loop.now - begin == UInt64(count - 1) * 40_000_000)
      }
    }
  }

  @Test func afterAPauseTheNextPacketGoesAtOnceAndNoneMakesUpForIt() throws {
    let sent = Received()
    try TestHost.run(graph(sent)) { session, loop in
      try session.send(message("a"), to: "collector")
      await loop.wait(.seconds(5))
      let begin = loop.now
      try session.send(message("b"), to: "collector")
      try session.send(message("c"), to: "collector")
      await sent.wait(for: 2)
      #expect(loop.now == begin)
      await sent.wait(for: 3)
      #expect(loop.now - begin == 40_000_000)
    }
  }

  @Test func aPartialThatStillWaitsIsReplacedByTheNextOfItsStreamAndRole() throws {
    let sent = Received()
    try TestHost.run(graph(sent)) { session, loop in
      try session.send(message("begun"), to: "collector")
      for text in ["h", "he", "hel"] { try session.send(message(text, final: false), to: "collector") }
      try session.send(message("other", final: false, stream: 18), to: "collector")
      try session.send(message("agent", final: false, role: "assistant"), to: "collector")
      try session.send(message("hello"), to: "collector")
      try session.send(message("n", final: false), to: "collector")
      try session.send(message("ne", final: false), to: "collector")
      await loop.wait(.seconds(1))
    }
    #expect(texts(sent) == ["begun", "hello", "other", "agent", "ne"])
  }

  @Test func ofTooManyMessagesTheOldestPartialOnesAreDroppedAndReportedOnce() throws {
    let sent = Received()
    let record = try TestHost.run(graph(sent)) { session, loop in
      try session.send(message("first"), to: "collector")
      await sent.wait(for: 1)
      // Different streams: none replaces another.
      for number in 0..<300 { try session.send(message("\(number)", final: number % 2 == 0, stream: number), to: "collector") }
      await loop.wait(.seconds(30))
    }
    let left = texts(sent)
    #expect(left.count == 257)
    #expect((0..<150).allSatisfy { left.contains("\($0 * 2)") })
    #expect(left.last == "299")
    #expect(record.nodes.first?.errors == 1)
  }

  @Test func flushEmptiesTheQueueInTheMiddleOfAMessage() throws {
    let sent = Received()
    try TestHost.run(graph(sent)) { session, loop in
      try session.send(message(String(repeating: "x", count: 20_000)), to: "collector")
      try session.send(message("waits"), to: "collector")
      await sent.wait(for: 3)
      try session.send(DataMessage("flush"), to: "collector")
      try session.send(message("after"), to: "collector")
      await loop.wait(.seconds(5))
    }
    #expect(packets(sent).count == 4)
    #expect(texts(sent) == ["after"])
  }

  @Test func aMessageThatCouldNotArriveInTimeIsReported() throws {
    let sent = Received()
    let record = try TestHost.run(graph(sent)) { session, loop in
      try session.send(message(String(repeating: "x", count: 70_000)), to: "collector")
      try session.send(message("fits"), to: "collector")
      await loop.wait(.seconds(1))
    }
    #expect(texts(sent) == ["fits"])
    #expect(record.nodes.first?.lastError?.contains("65536") == true)
    #expect(record.audit == [])
  }
}
