internal import TenCore
internal import TenGraph
internal import TenRuntime
internal import TenTesting

/// Carries one step out; nil when it went well.
struct StepRunner {
  let world: World
  let session: Session
  let step: Step

  var log: ObservationLog { world.log }

  func run() async -> Failure? {
    if let label = step.label {
      world.marks[label] = log.now
      world.begins[label] = log.count
    }
    switch step.action {
    case .send(let send): return await run(send)
    case .expect(let wanted, let isUnordered, let within):
      return await expect(Expectations(wanted: wanted, isUnordered: isUnordered, begins: world.begins), within)
    case .expectNone(let wanted, let time): return await expectNone(wanted, time)
    case .advance(let time): await world.loop.wait(time)
    case .interrupt: await session.interrupt()
    case .stop: await session.stop()
    case .join(let who): return await doing("'\(who)' in the channel") { try await world.channel.join(who) }
    case .leave(let who): await world.channel.leave(who)
    case .speak(let who, let sound, let waits):
      guard world.channel.isIn(who) else { return failure("'\(who)' in the channel", "it is not there; let it join first") }
      guard waits else {
        let channel = world.channel
        _ = Task(executorPreference: world.loop) { await channel.speak(who, sound) }
        return nil
      }
      await world.channel.speak(who, sound)
    case .write(let who, let value): return await doing("a written message") { try world.channel.write(who, value.string ?? "") }
    case .breakOff(let rule): world.network.breakOff(rule)
    }
    return nil
  }

  func failure(_ expected: String, _ came: String) -> Failure { Failure(step.spot, step.words, expected: expected, came: came) }

  private func doing(_ expected: String, _ body: () async throws -> Void) async -> Failure? {
    do {
      try await body()
      return nil
    } catch {
      return failure(expected, "\(error)")
    }
  }
}
