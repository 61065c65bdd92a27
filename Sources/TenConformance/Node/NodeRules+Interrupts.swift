internal import TenCore
internal import TenRuntime
internal import TenTesting

extension NodeRules {
  static let interrupts = [interruptInMidStream, flush]

  static let interruptInMidStream = ConformanceRule(
    "node.interrupt-in-mid-stream", "an interrupt is obeyed within 100 ms, whenever it comes, and the node works on"
  ) { subject, seed in
    var choice = SplitMix(state: seed)
    let delays = (0..<3).map { _ in Duration.milliseconds(Int(choice.next() % 200)) }
    let outcome = try subject.run(seed) { scene in
      async let work: Void = scene.exercise()
      for delay in delays {
        _ = try scene.beginTurn()
        await scene.wait(delay)
        let report = try await scene.interrupt()
        try require(!report.nodesOwing.contains(ConformanceScene.node), "100 ms after an interrupt its interrupted(turn:) had not returned")
      }
      try await work
      try await scene.exercise()
    }
    try outcome.requireAlive("after an interrupt")
    try outcome.requireCleanEnd("after an interrupt")
  }

  static let flush = ConformanceRule(
    "node.answers-flush", "the command flush is answered OK within a second, in the midst of its work too"
  ) { subject, seed in
    let outcome = try subject.run(seed) { scene in
      async let work: Void = scene.exercise()
      _ = try scene.beginTurn()
      await scene.wait(.milliseconds(Int(seed % 7) * 13))
      let before = scene.loop.now
      let result = try await scene.send(Command(.flush), timeout: .seconds(5))
      let milliseconds = (scene.loop.now - before) / 1_000_000
      try require(result.isOK && milliseconds <= 1_000, "flush was answered \(result.status) after \(milliseconds) ms: \(result.detail)")
      try await work
    }
    try outcome.requireAlive("after a flush")
    try outcome.requireCleanEnd("after a flush")
  }
}
