import TenCore
import TenLoop
import Testing

/// A task without an actor changes its executor on the way to a wait, and the loop may turn meanwhile.
@Suite struct WaitingTasks {
  @Test func bytesThatComeBetweenLookingAndWaitingAreRead() throws {
    let read = try withLoop { loop in
      var pipes: [UVPipe] = []
      nonisolated(unsafe) var read = 0  // protected by the loop, which this thread runs
      for _ in 0..<64 {
        let (a, b) = try UVPipe.pair(loop)
        pipes += [a, b]
        try a.offer([1])
        Task(executorPreference: loop) { if try await b.read() == [1] { read += 1 } }
      }
      loop.expect("every task reads its byte") { read == 64 }
      for pipe in pipes { pipe.close() }
      return read
    }
    #expect(read == 64)
  }

  @Test func aConnectionThatComesBetweenLookingAndWaitingIsAccepted() throws {
    try withDirectory { directory in
      try onLoop { loop in
        let listener = try PipeListener(loop, path: directory + "/s.sock")
        for _ in 0..<32 {
          let client = Task(executorPreference: loop) { try await UVPipe.connect(loop, path: directory + "/s.sock") }
          let accepted = try await listener.accept()
          accepted.close()
          try await client.value.close()
        }
        listener.close()
      }
    }
  }
}
