import Glibc
import TenCore
import TenLoop
import Testing

@Suite struct ChildProcesses {
  @Test(arguments: [0, 7]) func theExitCodeOfAChildIsAResult(code: Int) throws {
    let exit = try onLoop { loop in
      let child = try ChildProcess.spawn(loop, .init("/bin/sh", ["-c", "exit \(code)"]))
      defer { child.close() }
      return try await child.exit()
    }
    #expect(exit == .exited(code: code))
  }

  @Test func aChildThatIsKilledTellsTheSignal() throws {
    let exit = try onLoop { loop in
      let child = try ChildProcess.spawn(loop, .init("/bin/cat", stdio: [.pipe, .ignored, .ignored]))
      defer { child.close() }
      try child.kill(SIGTERM)
      let exit = try await child.exit()
      #expect(throws: UVError.noSuchProcess) { try child.kill(SIGTERM) }
      return exit
    }
    #expect(exit == .signalled(Int(SIGTERM)))
  }

  @Test func aChildReadsAndWritesThroughPipes() throws {
    let text = try onLoop { loop in
      let child = try ChildProcess.spawn(loop, .init("cat", stdio: [.pipe, .pipe, .inherited]))
      defer { child.close() }
      let input = try #require(child.pipes[0])
      try await input.write(Array("through the cat".utf8))
      try await input.shutdown()
      let bytes = try await child.pipes[1]?.readAll()
      #expect(try await child.exit().isSuccess)
      return String(decoding: bytes ?? [], as: UTF8.self)
    }
    #expect(text == "through the cat")
  }

  @Test func aChildHasTheEnvironmentAndDirectoryThatItWasGiven() throws {
    let text = try onLoop { loop in
      var options = ChildProcess.Options("/bin/sh", ["-c", "echo $A $HOME; pwd"], stdio: [.ignored, .pipe])
      options.environment = ["A": "1 2"]
      options.directory = "/usr"
      let child = try ChildProcess.spawn(loop, options)
      defer { child.close() }
      return String(decoding: try await child.pipes[1]?.readAll() ?? [], as: UTF8.self)
    }
    #expect(text == "1 2\n/usr\n")
  }

  @Test func aProgramThatDoesNotExistIsAnErrorAndLeavesNothing() throws {
    try withLoop { loop in
      let error = try #require(throws: UVError.self) {
        _ = try ChildProcess.spawn(loop, .init("/no/such/program", stdio: [.pipe, .pipe, .ignored]))
      }
      #expect(error.description == "starting /no/such/program failed: no such file or directory (ENOENT)")
      loop.expect("its handles are gone") { loop.openHandles.isEmpty }
    }
  }

  @Test func textsThatCWouldCutAreRefused() throws {
    try withLoop { loop in
      #expect(throws: UVError.invalidArgument) { _ = try ChildProcess.spawn(loop, .init("/bin/echo", ["a\0b"])) }
      #expect(throws: UVError.invalidArgument) { _ = try ChildProcess.spawn(loop, .init("/bin/echo", environment: ["A=B": "c"])) }
    }
  }
}
