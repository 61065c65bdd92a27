import TenCore
import TenLoop
import Testing

@Suite struct PathsOfSockets {
  @Test func connectingWhereNobodyListensNamesThePath() throws {
    try onLoop { loop in
      let error = try await #require(throws: UVError.self) { _ = try await UVPipe.connect(loop, path: "/tmp/nobody-listens.sock") }
      #expect(error == .noSuchFile)
      #expect(error.description == "connecting to /tmp/nobody-listens.sock failed: no such file or directory (ENOENT)")
    }
  }

  @Test func aPathThatIsTooLongIsRefusedAndNotCut() throws {
    try onLoop { loop in
      let path = "/tmp/" + String(repeating: "x", count: 200)
      await #expect(throws: UVError.nameTooLong) { _ = try await UVPipe.connect(loop, path: path) }
      #expect(throws: UVError.nameTooLong) { _ = try PipeListener(loop, path: path) }
      #expect(throws: UVError.invalidArgument) { _ = try PipeListener(loop, path: "/tmp/a\0b") }
    }
  }

  @Test func aPathThatIsInUseIsRefused() throws {
    try withDirectory { directory in
      try withLoop { loop in
        let listener = try PipeListener(loop, path: directory + "/x.sock")
        #expect(throws: UVError.addressInUse) { _ = try PipeListener(loop, path: directory + "/x.sock") }
        listener.close()
      }
    }
  }

  @Test func closingAListenerEndsTheTaskThatAccepts() throws {
    try withDirectory { directory in
      try onLoop { loop in
        let listener = try PipeListener(loop, path: directory + "/x.sock")
        let acceptor = Task(executorPreference: loop) { _ = try await listener.accept() }
        await loop.wait(milliseconds: 1)
        listener.close()
        await #expect(throws: UVError.cancelled) { try await acceptor.value }
      }
    }
  }
}
