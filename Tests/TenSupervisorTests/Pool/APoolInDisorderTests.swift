import Testing

@testable import TenSupervisor

/// Random callers and random hosts: whatever happens, no host is lost, no caller forgotten, no limit passed.
@Suite struct APoolInDisorder {
  @Test(arguments: 1...300)
  func keepsItsLimitsAndForgetsNobody(seed: Int) {
    var random = Dice(seed)
    var policy = WarmPool.Policy(size: random.upTo(6), warmAge: 2_000 + random.upTo(5_000))
    policy.cap = 4 + random.upTo(12)
    policy.prepareDeadline = 300
    policy.surplusAge = 1_000
    var world = PoolWorld(policy)
    let badness = random.upTo(10)
    var fates = Dice(seed &+ 77)
    world.fate = { _ in
      guard fates.upTo(10) < badness else { return .prepares(forked: 1 + fates.upTo(3), prepared: 1 + fates.upTo(60)) }
      switch fates.upTo(4) {
      case 0: return .isNotForked(after: fates.upTo(30))
      case 1: return .diesPreparing(after: fates.upTo(50))
      case 2: return .hangs
      default: return .diesIdle(after: fates.upTo(500))
      }
    }
    world.resize(policy.size)
    var waiter = 0
    var left: Set<Int> = []
    for _ in 0..<400 {
      switch random.upTo(13) {
      case 0: world.resize(random.upTo(8))
      case 1: if random.upTo(10) == 0 { world.perform(world.pool.graphChanged(at: world.now)) }
      case 2: world.perform(world.pool.tick(at: world.now))
      case 12 where !world.handed.isEmpty && world.processes.count < policy.cap:
        world.giveBack(world.handed.sorted()[random.upTo(world.handed.count)], preparedAt: world.now - random.upTo(3_000))
      case 3:
        let gone = 1 + random.upTo(max(1, waiter))
        if world.asked.contains(gone), world.answers[gone] == nil {
          left.insert(gone)
          world.perform(world.pool.forget(waiter: gone, at: world.now))
        }
      case 4...7:
        for _ in 0...random.upTo(4) {
          waiter += 1
          world.take(waiter, within: 1 + random.upTo(800))
        }
      default: world.run(until: world.now + random.upTo(120))
      }
      #expect(world.processes.count <= policy.cap, "\(world.processes.count) hosts")
      #expect(Set(world.pool.hosts.map(\.name)) == world.processes)
    }
    world.run(until: world.now + 1_000)
    #expect(world.asked.subtracting(world.answers.keys) == left, "callers without an answer")
    #expect(world.pool.waiting == 0)
    world.perform(world.pool.close(reason: "over", at: world.now))
    world.run(until: world.now + 1_000)
    #expect(world.processes.isEmpty, "hosts that nobody ended")
    #expect(world.alarm == nil)
  }
}

/// Numbers that a seed decides.
struct Dice {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// From 0 to below the limit.
  mutating func upTo(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % max(1, limit)
  }
}
