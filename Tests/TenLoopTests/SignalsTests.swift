import Glibc
import TenCore
import TenLoop
import Testing

@Suite struct Signals {
  @Test func aSignalOfTheProcessIsToldOnTheLoop() throws {
    try withLoop { loop in
      var seen = 0
      let source = try SignalSource(loop, signal: SIGUSR1) { seen += loop.isOnLoop ? 1 : 100 }
      kill(getpid(), SIGUSR1)
      loop.expect("it is told") { seen == 1 }
      source.close()
    }
  }

  @Test func aSignalThatNobodyMayWatchIsRefused() throws {
    try withLoop { loop in
      let error = try #require(throws: UVError.self) { _ = try SignalSource(loop, signal: SIGKILL) {} }
      #expect(error.description == "watching for signal 9 failed: invalid argument (EINVAL)")
    }
  }
}
