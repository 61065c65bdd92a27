import Glibc
import TenCore
import TenLoop
import Testing

extension UVPipe {
  /// Reads until the other side ends.
  func readAll() async throws -> [UInt8] {
    var all: [UInt8] = []
    while let bytes = try await read() { all += bytes }
    return all
  }
}

@Suite struct Pipes {
  @Test func whatOneSideWritesTheOtherReadsUntilTheEnd() throws {
    let text = try onLoop { loop in
      let (a, b) = try UVPipe.pair(loop)
      try await a.write(Array("hello ".utf8))
      try await a.write(Array("there".utf8))
      try await a.shutdown()
      let bytes = try await b.readAll()
      let again = try await b.read()
      #expect(again == nil)
      a.close()
      b.close()
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(text == "hello there")
  }

  @Test func aListenerTakesConnectionsAndTheirBytesComeBack() throws {
    try withDirectory { directory in
      let path = directory + "/echo.sock"
      let answers = try onLoop { loop in
        let listener = try PipeListener(loop, path: path)
        var status = stat()
        stat(path, &status)
        #expect(status.st_mode & 0o777 == 0o600)
        let server = Task(executorPreference: loop) {
          for _ in 0..<3 {
            let pipe = try await listener.accept()
            while let bytes = try await pipe.read() { try await pipe.write(bytes) }
            pipe.close()
          }
        }
        var answers: [String] = []
        for word in ["one", "two", "three"] {
          let client = try await UVPipe.connect(loop, path: path)
          try await client.write(Array(word.utf8))
          try await client.shutdown()
          answers.append(String(decoding: try await client.readAll(), as: UTF8.self))
          client.close()
        }
        try await server.value
        listener.close()
        return answers
      }
      #expect(answers == ["one", "two", "three"])
    }
  }

  @Test func thePeerOfAPipeIsKnown() throws {
    let peer = try onLoop { loop in
      let (a, b) = try UVPipe.pair(loop)
      defer {
        a.close()
        b.close()
      }
      return try a.peer
    }
    #expect(peer.processID == getpid())
    #expect(peer.userID == getuid())
    #expect(peer.groupID == getgid())
  }

  @Test func closingAPipeEndsTheTaskThatReadsFromIt() throws {
    try onLoop { loop in
      let (a, b) = try UVPipe.pair(loop)
      let reader = Task(executorPreference: loop) { try await a.read() }
      await loop.wait(milliseconds: 1)
      a.close()
      b.close()
      await #expect(throws: UVError.cancelled) { try await reader.value }
    }
  }

  @Test func cancellingATaskThatReadsLeavesThePipeUsable() throws {
    try onLoop { loop in
      let (a, b) = try UVPipe.pair(loop)
      let reader = Task(executorPreference: loop) { try await a.read() }
      await loop.wait(milliseconds: 1)
      reader.cancel()
      await #expect(throws: CancellationError.self) { try await reader.value }
      try await b.write([7])
      #expect(try await a.read() == [7])
      a.close()
      b.close()
    }
  }

  @Test func writingToASideThatIsGoneIsAnError() throws {
    try onLoop { loop in
      let (a, b) = try UVPipe.pair(loop)
      b.close()
      await loop.wait(milliseconds: 1)
      await #expect(throws: UVError.brokenPipe) { try await a.write([1]) }
      a.close()
    }
  }
}
