import Glibc
import Testing

@testable import TenSupervisor

@Suite struct AProcessIdentity {
  /// A child that waits for ever, leads a group of its own, and is reaped.
  private struct Child: ~Copyable {
    let processID: pid_t

    init(_ script: String = "while :; do sleep 60; done") throws {
      var attributes = posix_spawnattr_t()
      posix_spawnattr_init(&attributes)
      posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
      defer { posix_spawnattr_destroy(&attributes) }
      var child: pid_t = 0
      var arguments: [UnsafeMutablePointer<CChar>?] = ["sh", "-c", script].map { (text: String) in strdup(text) } + [nil]
      defer { for argument in arguments { free(argument) } }
      try #require(posix_spawn(&child, "/bin/sh", nil, &attributes, &arguments, environ) == 0)
      processID = child
    }

    deinit {
      kill(-processID, SIGKILL)
      _ = reap()
    }

    func reap() -> CInt {
      var status: CInt = 0
      while waitpid(processID, &status, 0) < 0, errno == EINTR {}
      return status & 0x7F
    }
  }

  @Test func isAliveAndCanBeSignalled() throws {
    let child = try Child()
    let identity = try #require(ProcessIdentity(of: Int(child.processID)))
    #expect(identity.isAlive)
    #expect(identity.kill(SIGKILL) == .sent)
    #expect(child.reap() == SIGKILL)
    #expect(!identity.isAlive)
    #expect(identity.kill(SIGKILL) == .gone)
  }

  @Test func ofAnotherStartTimeIsGoneAndNotSignalled() throws {
    let child = try Child()
    let real = try #require(ProcessIdentity(of: Int(child.processID)))
    let older = ProcessIdentity(processID: real.processID, startTime: real.startTime - 1)
    #expect(!older.isAlive)
    #expect(older.kill(SIGKILL) == .gone)
    #expect(older.kill(SIGKILL, group: true) == .gone)
    #expect(real.isAlive)
  }

  @Test func ofAZombieIsNotAlive() throws {
    let child = try Child("exit 3")
    let identity = try #require(ProcessIdentity(of: Int(child.processID)))
    var information = siginfo_t()
    #expect(waitid(P_PID, id_t(child.processID), &information, WEXITED | WNOWAIT) == 0)
    #expect(!identity.isAlive)
    #expect(identity.kill(SIGTERM) == .gone)
  }

  @Test func takesItsGroupAlong() throws {
    let child = try Child("sleep 60 & wait")
    let identity = try #require(ProcessIdentity(of: Int(child.processID)))
    #expect(identity.kill(SIGKILL, group: true) == .sent)
    #expect(child.reap() == SIGKILL)
  }

  @Test(arguments: [0, 1, -1, Int.max, Int(getpid())])
  func thatIsNoHostsIsNeverSignalled(processID: Int) {
    let outcome = ProcessIdentity(processID: processID, startTime: 1).kill(SIGTERM, group: true)
    guard case .refused = outcome else { return #expect(Bool(false), "\(processID): \(outcome)") }
  }
}
