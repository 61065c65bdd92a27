internal import TenCore
internal import TenGraph
internal import TenRuntime
internal import TenTesting

/// One run of a scenario, with one seed, in a world of its own: loop, host, channel, network and puppets are made anew.
struct ScenarioRun: Sendable {
  let scenario: Scenario
  let graph: CompiledGraph
  let extensions: [any Extension.Type]
  let seed: UInt64

  func run() -> RunOutcome {
    do {
      return try VirtualLoop.run(seed: seed) { loop in
        // More than any scenario needs: one that goes on without an end is told soon.
        loop.maximumSteps = 5_000_000
        return try await self.run(on: loop)
      }
    } catch {
      var outcome = RunOutcome(seed: seed)
      let text = (error as? DeadLoop).map(Self.words) ?? "\(error)"
      outcome.failures = [Failure(scenario.spot, "the run", expected: "an end", came: text)]
      outcome.spent = Array(repeating: nil, count: scenario.budgets.count)
      return outcome
    }
  }

  private static func words(_ dead: DeadLoop) -> String {
    let waits = dead.waits.isEmpty ? "" : ": " + dead.waits.joined(separator: "; ")
    return dead.isBusy ? "work without an end\(waits)" : "a deadlock: nothing is ready and no timer is armed\(waits)"
  }

  private func run(on loop: VirtualLoop) async throws -> RunOutcome {
    let world = try World(scenario, graph, extensions, loop, seed: seed)
    var outcome = RunOutcome(seed: seed)
    do {
      let session = try world.start()
      outcome.failures = await play(world, session)
      let record = await stop(world, session, hasFailed: !outcome.failures.isEmpty)
      outcome.failures += EndCheck(scenario: scenario, record: record).failures
    } catch let error as Diagnostics {
      outcome.failures = [Failure(scenario.spot, "starting the session", expected: "a session", came: error.description)]
    } catch {
      outcome.failures = [Failure(scenario.spot, "starting the session", expected: "a session", came: "\(error)")]
    }
    outcome.failures += world.problems(scenario)
    let budgets = BudgetCheck(scenario: scenario, log: world.log, marks: world.marks, isComplete: outcome.failures.isEmpty)
    (outcome.spent, outcome.failures) = budgets.add(to: outcome.failures)
    outcome.time = world.log.now
    outcome.observations = world.log.count
    if !outcome.failures.isEmpty { outcome.log = world.runLog.lines }
    return outcome
  }

  /// Plays the steps up to the first that fails.
  private func play(_ world: World, _ session: Session) async -> [Failure] {
    do throws(SessionEnded) {
      try await session.ready()
    } catch {
      // Whether that is what the scenario wants, its end says.
      return scenario.end.comesByItself ? [] : [Failure(scenario.spot, "starting the session", expected: "a session that runs", came: "\(error)")]
    }
    world.channel.begin { world.note($0) }
    for step in scenario.steps {
      let runner = StepRunner(world: world, session: session, step: step)
      if let failure = await runner.run() { return [failure] }
    }
    return []
  }

  private func stop(_ world: World, _ session: Session, hasFailed: Bool) async -> EndRecord {
    if scenario.end.comesByItself, !hasFailed {
      let deadline = world.log.now + scenario.end.within
      while !world.log.isOver, world.log.now < deadline { await world.log.change(since: world.log.count, until: deadline) }
    }
    return await session.stop()
  }
}
