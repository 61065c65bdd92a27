import Testing

@testable import TenCore

@Suite struct BlockDetectorTests {
  private func snapshot(_ count: UInt, waiting: Bool = false) -> LoopActivity.Snapshot { .init(count: count, isWaiting: waiting, node: nil, name: nil) }
  private func milliseconds(_ count: UInt64) -> UInt64 { count * 1_000_000 }

  @Test func aLoopWithoutProgressIsToldOfOnceAndThenGivenUp() {
    var detector = BlockDetector(BlockLimits(report: 100, block: 500))
    let found = (0...6).map { detector.look(snapshot(1), at: milliseconds($0 * 100)) }
    #expect(found == [.none, .stalled(milliseconds: 100), .none, .none, .none, .blocked(milliseconds: 500), .none])
  }

  @Test func progressEndsAStall() {
    var detector = BlockDetector(BlockLimits(report: 100, block: 500))
    _ = detector.look(snapshot(1), at: 0)
    _ = detector.look(snapshot(1), at: milliseconds(200))
    #expect(detector.look(snapshot(2), at: milliseconds(300)) == .resumed(milliseconds: 200))
    #expect(detector.look(snapshot(2), at: milliseconds(350)) == .none)
  }

  @Test func aLoopThatWaitsIsNeverBlocked() {
    var detector = BlockDetector(BlockLimits(report: 100, block: 500))
    for time in 0..<100 as Range<UInt64> { #expect(detector.look(snapshot(1, waiting: true), at: milliseconds(time * 100)) == .none) }
  }

  @Test func aProcessThatWasStoppedItselfIsNotBlocked() {
    var detector = BlockDetector(BlockLimits(report: 300, block: 5_000))
    _ = detector.look(snapshot(1), at: 0)
    #expect(detector.look(snapshot(1), at: milliseconds(3_600_000)) == .none)
  }
}
