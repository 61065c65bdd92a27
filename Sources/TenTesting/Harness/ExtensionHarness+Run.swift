public import TenCore

extension ExtensionHarness {
  /// Starts a session in a fresh world, waits until it runs, lets `body` act, stops it, and checks that it leaves nothing behind.
  /// - `seed`: chooses among the orders in which what is ready may run; 0 is first come, first served, as on a real loop.
  /// - Returns: the session's end record.
  /// - Throws: `TrialFailure`.
  @discardableResult
  public func run(
    seed: UInt64 = 0, fileID: String = #fileID, line: Int = #line, _ body: @escaping @Sendable (Trial) async throws -> Void
  ) throws -> EndRecord {
    try HarnessRun(self, seed, Place(fileID, line)).run(body)
  }

  /// Runs `body` once with each seed. The first that fails is thrown, and names itself.
  public func run(
    seeds: Range<UInt64>, fileID: String = #fileID, line: Int = #line, _ body: @escaping @Sendable (Trial) async throws -> Void
  ) throws {
    for seed in seeds { try run(seed: seed, fileID: fileID, line: line, body) }
  }

  /// Starts a session that must be refused: a property out of range, a start value that a node cannot use.
  /// - Returns: the end record, whose reason says why.
  /// - Throws: `TrialFailure` when it comes to run, or when nothing could be started at all (a start value that is missing).
  public func refusal(seed: UInt64 = 0, fileID: String = #fileID, line: Int = #line) throws -> EndRecord {
    try HarnessRun(self, seed, Place(fileID, line)).refusal()
  }

  /// Runs `body` again and again, and each time tells the session to stop a little later: after every step of the loop that the run has. Each time the
  /// session must end in order and leave nothing behind. What the body expects does not count.
  /// - `limit`: the most runs; a longer session is tried at so many steps, spread evenly.
  /// - Returns: how often it was run.
  /// - Throws: `TrialFailure`, which names the step.
  @discardableResult
  public func stopAtEveryStep(
    seed: UInt64 = 0, limit: Int = 400, fileID: String = #fileID, line: Int = #line, _ body: @escaping @Sendable (Trial) async throws -> Void
  ) throws -> Int {
    let whole = HarnessRun(self, seed, Place(fileID, line))
    _ = try whole.run(body)
    let count = min(whole.steps, max(1, limit))
    for position in 1...max(1, count) {
      let step = count == whole.steps ? position : position * whole.steps / count
      try fault(.stop(atStep: step)).run(seed: seed, fileID: fileID, line: line, body)
    }
    return count
  }
}
