import TenCore
import TenNet
import Testing

@Suite struct ServerSentEventTests {
  private func events(_ text: String) throws -> [ServerSentEvent] {
    var parser = ServerSentEventParser()
    return try parser.feed(text.utf8)
  }

  @Test func anEventEndsWithAnEmptyLine() throws {
    #expect(try events("data: one\n\ndata:two\n\ndata: cut off") == [ServerSentEvent(data: "one"), ServerSentEvent(data: "two")])
  }

  @Test func linesOfDataAreJoinedAndOneSpaceIsTaken() throws {
    #expect(try events("data: a\ndata:  b\ndata\n\n").map(\.data) == ["a\n b\n"])
  }

  @Test func commentsAndUnknownFieldsAreNoEvents() throws {
    #expect(try events(": keep-alive\n\nretry: 5\n\nevent: ping\n\nnew: x\n\n").isEmpty)
  }

  @Test func theTypeIsOfOneEventAndTheIDStays() throws {
    let list = try events("event: delta\nid: 7\ndata: x\n\ndata: y\n\n")
    #expect(list == [ServerSentEvent(event: "delta", data: "x", id: "7"), ServerSentEvent(data: "y", id: "7")])
  }

  @Test func everyCutGivesTheSameEvents() throws {
    let bytes = Array("\u{feff}event: é\r\ndata: one\r\ndata: ü\r\n\r\n:c\rdata: two\r\rdata: three\n\n".utf8)
    let whole = [ServerSentEvent(event: "é", data: "one\nü"), ServerSentEvent(data: "two"), ServerSentEvent(data: "three")]
    for cut in 0...bytes.count {
      var parser = ServerSentEventParser()
      let events = try parser.feed(bytes[..<cut]) + parser.feed(bytes[cut...])
      #expect(events == whole, "cut at \(cut)")
    }
  }

  @Test func aLineWithoutEndAndEndlessDataAreRefused() throws {
    var parser = ServerSentEventParser()
    #expect(throws: NetError.self) { try parser.feed(repeatElement(0x61, count: ServerSentEventParser.limit + 1)) }
    var second = ServerSentEventParser()
    let line = Array("data: ".utf8) + repeatElement(0x61, count: 600_000) + [0x0a]
    _ = try second.feed(line)
    #expect(throws: NetError.self) { try second.feed(line) }
  }

  @Test func theEventsOfABodyComeOneByOne() async throws {
    let body = HTTPBody(Pieces(["data: o", "ne\n\ndata: two\n", "\n"]))
    var list: [String] = []
    for try await event in ServerSentEvents(body) { list.append(event.data) }
    #expect(list == ["one", "two"])
  }
}

private final class Pieces: HTTPBodySource {
  private let pieces: Locked<[String]>

  init(_ pieces: [String]) { self.pieces = Locked(pieces) }

  func next() async throws(NetError) -> Payload? { pieces.withLock { $0.isEmpty ? nil : Payload(Array($0.removeFirst().utf8)) } }
}
