import Testing

@testable import TenCore

@Suite struct MemoryGrowthTests {
  private typealias Growth = MemoryGrowth<String>
  private let megabyte = 1 << 20

  @Test func isBookedToTheNodeThatIsAtWork() {
    var growth = Growth(peak: 10 * megabyte)
    #expect(growth.look(peak: 18 * megabyte, [.init(hand: "leak", last: "other")]) == ["leak": 8 * megabyte])
    #expect(growth.look(peak: 18 * megabyte, [.init(hand: "other", last: "other")]) == [:], "each byte is booked once")
  }

  @Test func isBookedToWhoeverWasAtWorkLastWhereNobodyIs() {
    var growth = Growth(peak: 0)
    #expect(growth.look(peak: megabyte, [.init(hand: nil, last: "leak")]) == ["leak": megabyte])
  }

  @Test func isSharedByThoseOnSeveralLoops() {
    var growth = Growth(peak: 0)
    let looks: [Growth.Look] = [.init(hand: "a", last: "a"), .init(hand: "b", last: "a"), .init(hand: nil, last: "c")]
    #expect(growth.look(peak: 2 * megabyte, looks) == ["a": megabyte, "b": megabyte])
  }

  @Test func isNobodysWhereNobodyIsKnown() {
    var growth = Growth(peak: 0)
    #expect(growth.look(peak: megabyte, [.init(hand: nil, last: nil)]) == [:])
    #expect(growth.look(peak: megabyte, [.init(hand: "late", last: nil)]) == [:], "what came later is not to blame")
  }

  @Test func isCollectedWhileItIsSmall() {
    var growth = Growth(peak: 0)
    let looks: [Growth.Look] = [.init(hand: "slow", last: nil)]
    #expect(growth.look(peak: 100 << 10, looks) == [:])
    #expect(growth.look(peak: 200 << 10, looks) == [:])
    #expect(growth.look(peak: 300 << 10, looks) == ["slow": 300 << 10])
  }

  @Test func namesTheNodeOfASessionThatUsedTooMuch() {
    let reason = EndReason(.overLimit, detail: "its host used 338 MiB of memory and 96 MiB are allowed")
    let named = reason.naming([0: 2 * megabyte, 1: 320 * megabyte], nodes: ["stt", "chaos"])
    #expect(named.node == 1)
    #expect(named.detail == "its host used 338 MiB of memory and 96 MiB are allowed; memory grew most while node 'chaos' was at work: 320 MiB")
    #expect(reason.naming([:], nodes: ["stt", "chaos"]) == reason)
    #expect(EndReason(.stopped).naming([1: 320 * megabyte], nodes: ["stt", "chaos"]).node == nil, "other ends are nobody's fault")
  }
}

@Suite struct WhatALoopIsAt {
  @Test func isRememberedWhenItIsDone() {
    let activity = LoopActivity()
    #expect(activity.snapshot.last == nil)
    let before = activity.enter(node: 3, name: "text_data")
    #expect(activity.snapshot.node == 3 && activity.snapshot.last == .node(3))
    activity.restore(before)
    #expect(activity.snapshot.node == nil && activity.snapshot.last == .node(3))
  }

  @Test func isATaskWhereNoMessageIsInHand() {
    let activity = LoopActivity()
    activity.restore(task: activity.run(task: 0x7000))
    #expect(activity.snapshot.task == nil && activity.snapshot.last == .task(0x7000))
    let before = activity.enter(node: 1, name: "text_data")
    let task = activity.run(task: 0x8000)
    #expect(activity.snapshot.node == 1 && activity.snapshot.task == 0x8000 && activity.snapshot.last == .node(1))
    activity.restore(task: task)
    activity.restore(before)
  }

  @Test func aTaskOfNobodyDoesNotHideTheNodeThatRanBeforeIt() {
    let activity = LoopActivity()
    activity.restore(activity.enter(node: 3, name: MessageName(id: 1)))
    activity.restore(task: activity.run(task: 0x1000))
    #expect(activity.snapshot.last == .task(0x1000))
    #expect(activity.snapshot.lastNode == 3)
  }
}
