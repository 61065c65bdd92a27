import TenCore
import Testing

@testable import TenHost

/// The rules of a host's control, without a host.
@Suite struct ControlCustodyTests {
  private func custody(epoch: Int = 3) -> Custody { Custody(lease: "secret", epoch: epoch, grace: 30_000) }

  private func started() -> Custody {
    var custody = custody()
    _ = custody.hello(1, lease: "secret", epoch: 3)
    custody.started()
    return custody
  }

  @Test func aWarmHostWaitsFiveSecondsForItsFirstConnection() {
    var custody = custody()
    #expect(custody.begin() == [.wait(5_000)])
    #expect(custody.timeout() == [.end(EndReason(.abandoned, detail: "no server connected within 5000 ms"))])
    #expect(custody.ended(9) == [.leave])
  }

  @Test(arguments: ["", "secre", "secrets", "Secret"]) func anotherLeaseIsRefused(lease: String) {
    var custody = custody()
    guard case .refuse(1, let reason)? = custody.hello(1, lease: lease, epoch: 3).first else { Issue.record("it was not refused"); return }
    #expect(reason.contains("lease"))
    #expect(custody.controller == nil)
  }

  @Test func aLowerEpochIsRefusedAndAHigherOneDisplaces() {
    var custody = started()
    #expect(custody.hello(2, lease: "secret", epoch: 2) == [.refuse(2, "epoch 2 is lower than 3: another server has taken this host over")])
    #expect(custody.controller == 1)
    #expect(
      custody.hello(3, lease: "secret", epoch: 5)
        == [.refuse(1, "a connection with epoch 5 has taken this host over"), .stopWaiting, .control(3)])
    // The one that was displaced is no loss.
    #expect(custody.lost(1) == [])
    #expect(custody.hello(4, lease: "secret", epoch: 4).count == 1)
  }

  @Test func aWarmHostEndsWhenItsConnectionBreaks() {
    var custody = custody()
    _ = custody.hello(1, lease: "secret", epoch: 3)
    #expect(custody.lost(1) == [.end(EndReason(.abandoned, detail: "the server's connection broke before the session was started"))])
    #expect(custody.hello(2, lease: "secret", epoch: 4) == [.refuse(2, "the host ends: start another one")])
    #expect(custody.ended(4) == [.leave])
  }

  @Test func aSessionWaitsOutItsGraceAndIsAbandonedThen() {
    var custody = started()
    #expect(custody.lost(1) == [.wait(30_000)])
    #expect(custody.timeout() == [.end(EndReason(.abandoned, detail: "no server came back within 30000 ms"))])
    #expect(custody.ended(12) == [.keepRecord, .leave])
  }

  @Test(arguments: [(Int.max, 86_400_000), (-1, 0)]) func aGraceThatNoTimerCanCountIsBounded(grace: Int, milliseconds: Int) {
    var custody = Custody(lease: "secret", epoch: 3, grace: grace)
    _ = custody.hello(1, lease: "secret", epoch: 3)
    custody.started()
    #expect(custody.lost(1) == [.wait(milliseconds)])
  }

  @Test func aServerThatComesBackInTimeTakesTheSessionOver() {
    var custody = started()
    _ = custody.lost(1)
    #expect(custody.hello(2, lease: "secret", epoch: 4) == [.stopWaiting, .control(2)])
    #expect(custody.ended(12) == [.wait(10_000)])
    #expect(custody.acknowledged(11) == [])
    #expect(custody.acknowledged(12) == [.forgetRecord, .leave])
    // The process ends its own connections then.
    #expect(custody.lost(2) == [])
  }

  @Test func anEndWithoutAServerIsKeptAtOnceAndWaitsForOne() {
    var custody = started()
    _ = custody.lost(1)
    // The time of the grace goes on.
    #expect(custody.ended(12) == [.keepRecord])
    #expect(custody.hello(2, lease: "secret", epoch: 3) == [.wait(10_000), .control(2)])
    #expect(custody.lost(2) == [.keepRecord, .wait(30_000)])
    #expect(custody.timeout() == [.leave])
  }

  @Test func aServerThatDoesNotAcknowledgeIsNotWaitedForLongerThanTenSeconds() {
    var custody = started()
    #expect(custody.ended(12) == [.wait(10_000)])
    #expect(custody.timeout() == [.keepRecord, .leave])
  }

  @Test func aWarmHostThatIsStoppedLeavesWithoutAskingForAnAcknowledgement() {
    var custody = custody()
    _ = custody.hello(1, lease: "secret", epoch: 3)
    #expect(custody.stop(EndReason(.stopped)) == [.end(EndReason(.stopped))])
    #expect(custody.ended(2) == [.leave])
  }
}
