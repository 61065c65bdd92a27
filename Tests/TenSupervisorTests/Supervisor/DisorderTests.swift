import Glibc
import TenControl
import TenCore
import TenSupervisor
import Testing

/// Starts, stops, deaths, breaks and changed files, as a seed has them, and the end in their midst. What must hold then, `withSupervisor` looks at.
@Suite struct Disorder {
  /// `TENHOST_DISORDER=1000` for so many seeds.
  static let seeds = 0..<(getenv("TENHOST_DISORDER").flatMap { Int(String(cString: $0)) } ?? 2)

  @Test(arguments: [0, 3]) func leavesNothing(poolSize: Int) async throws {
    for seed in Self.seeds { try await run(seed: UInt64(seed), poolSize) }
  }

  private func run(seed: UInt64, _ poolSize: Int) async throws {
    let world = try PuppetWorld()
    try await withSupervisor(
      {
        $0.poolSize = poolSize
        $0.startDeadline = 300
        $0.stopDeadline = 200
      }, bounds: quickBounds, in: world
    ) { scene in
      await withDiscardingTaskGroup { group in
        for caller in 0..<4 { group.addTask { await call(scene, Dice(seed &* 8 &+ UInt64(caller))) } }
        group.addTask { await disturb(world, Dice(seed &* 8 &+ 7)) }
      }
    }
    await world.close()
  }

  /// One caller. Its last session is left to the end.
  private func call(_ scene: Scene, _ given: Dice) async {
    var dice = given
    for _ in 0..<6 {
      guard let record = try? await scene.start("c\(dice.roll(6))") else { continue }
      switch dice.roll(4) {
      case 0: break
      case 1: _ = try? await scene.supervisor.send("never", [:], to: "main", of: record.id, milliseconds: 1)
      default: _ = try? await scene.supervisor.stop(record.id, .stopped, detail: "")
      }
    }
  }

  private func disturb(_ world: PuppetWorld, _ given: Dice) async {
    var dice = given
    for step in 0..<8 {
      let (what, which) = (dice.roll(8), dice.roll(64))
      await world.run {
        let hosts = world.hosts.filter { !$0.isOver }
        let host = hosts.isEmpty ? nil : hosts[which % hosts.count]
        switch what {
        case 0: world.killServers()
        case 1: write("{ \"step\": \(step) }", to: world.graphFile)
        case 2, 3: host?.cut()
        case 4: host?.die(.signalled(11))
        case 5: host?.script.diesOnStop = 6
        case 6: host?.script.diesOnStart = 6
        default: host?.script.stops = false
        }
      }
      await world.pass(milliseconds: dice.roll(20))
    }
  }

  private struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &+ 1 }

    mutating func roll(_ sides: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % sides)
    }
  }
}
