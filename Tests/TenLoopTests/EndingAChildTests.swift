import Glibc
import TenCore
import TenLoop
import Testing

/// Starts a shell that lives while its input is open, and waits until it says that it is set up.
private func spawnShell(_ loop: UVLoop, _ script: String, ownGroup: Bool = false) async throws -> (ChildProcess, said: String) {
  let child = try ChildProcess.spawn(loop, .init("/bin/sh", ["-c", script], stdio: [.pipe, .pipe, .inherited], ownGroup: ownGroup))
  let said = try await child.pipes[1]?.read() ?? []
  return (child, String(decoding: said, as: UTF8.self))
}

@Suite struct EndingAChild {
  @Test func aChildThatListensEndsAtTheFirstStep() throws {
    let exit = try onLoop { loop in
      let (child, _) = try await spawnShell(loop, "trap 'exit 3' TERM; echo ready; while read line; do :; done")
      return await child.tearDown([.terminate(milliseconds: 120_000)])
    }
    #expect(exit == .exited(code: 3))
  }

  @Test func aChildThatIgnoresSignalsIsKilledAfterTheLastStep() throws {
    let exit = try onLoop { loop in
      let (child, _) = try await spawnShell(loop, "trap '' TERM INT; echo ready; while read line; do :; done")
      return await child.tearDown([TearDownStep(signal: SIGINT, milliseconds: 5), .terminate(milliseconds: 5)])
    }
    #expect(exit == .signalled(Int(SIGKILL)))
  }

  @Test func tearingDownAChildThatHasEndedTellsHowItEnded() throws {
    let exit = try onLoop { loop in
      let child = try ChildProcess.spawn(loop, .init("/bin/sh", ["-c", "exit 4"]))
      _ = try await child.exit()
      return await child.tearDown()
    }
    #expect(exit == .exited(code: 4))
  }

  @Test func closingARunningChildKillsItAndLeavesNoZombie() throws {
    let pid = try onLoop { loop in
      let (child, _) = try await spawnShell(loop, "trap '' TERM; echo ready; while read line; do :; done")
      child.close()
      return child.processID
    }
    // Waited for: the system does not know it any more.
    #expect(kill(pid, 0) == -1)
    #expect(errno == ESRCH)
  }

  @Test func aSignalToTheGroupReachesTheChildrenOfTheChild() throws {
    try onLoop { loop in
      let (child, said) = try await spawnShell(loop, "exec 3<&0; cat <&3 >/dev/null & echo $!; wait", ownGroup: true)
      let grandchild = try #require(CInt(said.dropLast()))
      #expect(kill(grandchild, 0) == 0)
      try child.kill(SIGKILL, group: true)
      #expect(try await child.exit() == .signalled(Int(SIGKILL)))
      // Nobody holds the pipe any more.
      #expect(try await child.pipes[1]?.read() == nil)
      child.close()
    }
  }

  @Test func aGroupThatTheChildDoesNotHaveIsNotSignalled() throws {
    try onLoop { loop in
      let (child, _) = try await spawnShell(loop, "echo ready; exec cat >/dev/null")
      #expect(throws: UVError.invalidArgument) { try child.kill(SIGTERM, group: true) }
      child.close()
    }
  }

  @Test func aChildThatIsReleasedLivesOn() throws {
    try onLoop { loop in
      // It lives until its input ends, which the test keeps open.
      let (ours, theirs) = try UVPipe.pair(loop)
      let options = ChildProcess.Options("/bin/cat", stdio: [.descriptor(theirs.descriptor), .ignored, .inherited])
      let child = try ChildProcess.spawn(loop, options)
      child.release()
      theirs.close()
      await loop.until { loop.openHandles.count == 1 }
      child.close()
      #expect(kill(child.processID, 0) == 0)
      ours.close()
      // Nobody else waits for it now.
      var status: CInt = 0
      #expect(waitpid(child.processID, &status, 0) == child.processID)
      #expect(status == 0, "it ended by itself")
    }
  }
}
