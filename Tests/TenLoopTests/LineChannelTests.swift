import TenCore
import TenLoop
import Testing

@Suite struct LineChannels {
  private static func withChannels<R: Sendable>(
    limit: Int = 1_048_576, _ body: @escaping @Sendable (LineChannel, LineChannel) async throws -> R
  ) throws -> R {
    try onLoop { loop in
      let (a, b) = try UVPipe.pair(loop)
      let first = LineChannel(a, limit: limit)
      let second = LineChannel(b, limit: limit)
      defer {
        first.close()
        second.close()
      }
      return try await body(first, second)
    }
  }

  @Test func linesArriveOneByOneHoweverTheyWereCut() throws {
    try Self.withChannels { a, b in
      try a.pipe.offer(Array("on".utf8))
      try a.pipe.offer(Array("e\n\ntwo\nthr".utf8))
      #expect(try await b.next() == Array("one".utf8))
      #expect(try await b.next() == [])
      #expect(try await b.next() == Array("two".utf8))
      try a.pipe.offer(Array("ee\n".utf8))
      #expect(try await b.next() == Array("three".utf8))
      try await a.pipe.shutdown()
      #expect(try await b.next() == nil)
    }
  }

  @Test func aLineThatFindsNoRoomIsNotWrittenAtAll() throws {
    try Self.withChannels(limit: 600_000) { a, b in
      let line = [UInt8](repeating: UInt8(ascii: "x"), count: 600_000)
      var count = 0
      while try a.offer(line) { count += 1 }
      #expect(count >= 2)
      for _ in 0..<count { #expect(try await b.next() == line) }
      #expect(try a.offer(Array("last".utf8)))
      #expect(try await b.next() == Array("last".utf8))
    }
  }

  @Test func aLineOfTheWholeLimitPasses() throws {
    let count = try Self.withChannels { a, b in
      let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1_048_576)
      #expect(try a.offer(line))
      return try #require(try await b.next()).count
    }
    #expect(count == 1_048_576)
  }

  @Test func aLineBeyondTheLimitIsAnErrorBeforeItsEndHasCome() throws {
    try Self.withChannels(limit: 1000) { a, b in
      try a.pipe.offer([UInt8](repeating: UInt8(ascii: "x"), count: 1001))
      await #expect(throws: LineError.tooLong(limit: 1000)) { try await b.next() }
      try a.pipe.offer(Array("\nfine\n".utf8))
      await #expect(throws: LineError.tooLong(limit: 1000)) { try await b.next() }
    }
  }

  @Test func aLineThatIsCutOffByTheEndIsAnError() throws {
    try Self.withChannels { a, b in
      try a.pipe.offer(Array("whole\npart".utf8))
      try await a.pipe.shutdown()
      #expect(try await b.next() == Array("whole".utf8))
      await #expect(throws: LineError.endedInsideLine(bytes: 4)) { try await b.next() }
    }
  }

  @Test func whatIsNotOneLineIsNotSent() throws {
    try Self.withChannels(limit: 10) { a, _ in
      await #expect(throws: LineError.containsLineEnd) { try await a.send(Array("a\nb".utf8)) }
      await #expect(throws: LineError.tooLong(limit: 10)) { try await a.send([UInt8](repeating: 65, count: 11)) }
    }
  }
}
