internal import TenCore
internal import TenRuntime

/// One run of a harness: makes the world, lets the test's body act in it, ends it, and looks at what is left.
final class HarnessRun: Sendable {
  private let harness: ExtensionHarness
  private let seed: UInt64
  private let place: Place
  /// Kept for failures of the loop itself.
  private let trialSlot = Locked<Trial?>(nil)
  /// Steps of the loop from the session's start to the end of the body.
  private let stepsSlot = Locked(0)

  init(_ harness: ExtensionHarness, _ seed: UInt64, _ place: Place) {
    self.harness = harness
    self.seed = seed
    self.place = place
  }

  var steps: Int { stepsSlot.withLock { $0 } }
  private var trial: Trial? { trialSlot.withLock { $0 } }
  private var isStopped: Bool { harness.faults.contains(where: \.isStop) }

  /// - Throws: `TrialFailure`.
  func run(_ body: @escaping @Sendable (Trial) async throws -> Void) throws -> EndRecord {
    let record = try guarded { try VirtualLoop.run(seed: seed) { loop in try await self.live(on: loop, body) } }
    try check(record)
    return record
  }

  /// Runs a session that must not come to run.
  func refusal() throws -> EndRecord {
    try guarded {
      try VirtualLoop.run(seed: seed) { loop in
        let (_, session) = try self.begin(on: loop)
        do {
          try await session.ready()
        } catch let ended as SessionEnded {
          return ended.record
        }
        await session.stop()
        throw self.failure(.expectation, "expected that the session is refused; it runs")
      }
    }
  }

  private func guarded(_ body: () throws -> EndRecord) throws -> EndRecord {
    do {
      return try body()
    } catch let failure as TrialFailure {
      throw failure
    } catch let dead as DeadLoop {
      throw failure(.deadLoop, "the trial waits for ever: \(dead)", dead)
    } catch let wrong as Diagnostics {
      throw failure(.description, "nothing was run: \(wrong)", wrong)
    } catch let wrong as HarnessError {
      throw failure(.description, "nothing was run: \(wrong)", wrong)
    } catch let ended as SessionEnded {
      throw failure(ended.record.reason.isFailure ? .start : .thrown, "\(ended)", ended)
    } catch {
      throw failure(.thrown, "the test threw: \(error)", error)
    }
  }

  private func failure(_ cause: TrialFailure.Cause, _ text: String, _ underlying: (any Error)? = nil) -> TrialFailure {
    trial?.failure(cause, text, place, underlying)
      ?? TrialFailure(
        cause: cause, seed: seed, summary: text, underlying: underlying, fileID: place.fileID, line: place.line, journal: "", log: "", hint: "")
  }

  private func begin(on loop: VirtualLoop) throws -> (Trial, Session) {
    let journal = TrialJournal()
    let layout = try HarnessLayout(harness, journal, begin: loop.now)
    let trial = Trial(loop, layout, journal)
    trialSlot.withLock { $0 = trial }
    harness.makeNetwork?().attach(to: loop)
    harness.makeChannels?().attach(to: loop)
    var options = harness.options
    options.makeLogHandler = { _, node in trial.log.handler(of: node) }
    let host = TestHost(extensions: layout.extensions, loop: loop, options: options).host
    let session = try host.start(layout.graph, harness.request) { event in self.saw(event, trial) }
    trial.adopt(session)
    return (trial, session)
  }

  private func live(on loop: VirtualLoop, _ body: @escaping @Sendable (Trial) async throws -> Void) async throws -> EndRecord {
    let first = loop.steps
    let (trial, session) = try begin(on: loop)
    let course = Course()
    for fault in harness.faults {
      if case .stopAtStep(let step) = fault.what { loop.atStep(first + step) { trial.stop("fault: the session is told to stop after step \(step)") } }
    }
    let task = Task(executorPreference: loop) { await self.follow(body, trial, session, course) }
    if isStopped {
      Task(executorPreference: loop) {
        _ = await session.ended()
        course.end(.success(()))
      }
    }
    let outcome = await course.outcome()
    stepsSlot.withLock { $0 = loop.steps - first }
    let record = await session.stop()
    if isStopped { task.cancel() }
    if case .failure(let error) = outcome, !trial.wasStopped { throw error }
    return record
  }

  private func follow(
    _ body: @escaping @Sendable (Trial) async throws -> Void, _ trial: Trial, _ session: Session, _ course: Course
  ) async {
    do {
      try await session.ready()
      try await body(trial)
      course.end(.success(()))
    } catch {
      course.end(.failure(error))
    }
  }

  private func saw(_ event: SessionEvent, _ trial: Trial) {
    if event.kind == .ended { trial.close() }
    for fault in harness.faults {
      guard case .stopAtStage(let stage) = fault.what, event.kind == stage.event else { continue }
      trial.loop.post { trial.stop("fault: the session is told to stop while it is \(stage.rawValue)") }
    }
  }

  private func check(_ record: EndRecord) throws {
    let allowance = harness.allowance
    if record.reason.isFailure, !allowance.contains(.failure) { throw failure(.failure, "\(SessionEnded(record: record))") }
    let findings = record.audit + record.unbalanced
    if !findings.isEmpty, !allowance.contains(.audit) {
      throw failure(.audit, "expected that the session leaves nothing behind; its audit says: \(findings.joined(separator: "; "))")
    }
    if !allowance.contains(.secretsInLog), let line = trial?.leakingLine {
      throw failure(.secretInLog, "expected that no secret is in the log; one is in a line of \(line.node.map { "node '\($0)'" } ?? "the session")")
    }
  }
}

extension Fault.Stage {
  fileprivate var event: SessionEvent.Kind {
    switch self {
    case .preparing: .preparing
    case .starting: .starting
    case .running: .ready
    case .stopping: .stopping
    }
  }
}

extension EndRecord {
  /// Connections whose sums do not add up and that the audit does not name.
  fileprivate var unbalanced: [String] {
    connections.compactMap { connection in
      let isSound = connection.inFlight == 0 && connection.counters.open == 0 && connection.results?.open ?? 0 == 0
      return isSound || audit.contains { $0.contains("'\(connection.name)'") }
        ? nil : "\(connection.kind) '\(connection.name)' from '\(connection.source)' to '\(connection.destination)' does not add up"
    }
  }
}

/// How a run goes on: until the body has returned, or the session was stopped on purpose, whichever comes first. Confined to the virtual loop.
private final class Course: Sendable {
  private struct State {
    var result: Result<Void, any Error>?
    var waiter: CheckedContinuation<Result<Void, any Error>, Never>?
  }

  private let state = Locked(State())

  func end(_ result: Result<Void, any Error>) {
    let waiter = state.withLock { state in
      guard state.result == nil else { return nil as CheckedContinuation<Result<Void, any Error>, Never>? }
      state.result = result
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: result)
  }

  func outcome() async -> Result<Void, any Error> {
    await withCheckedContinuation { continuation in
      let result = state.withLock { state in
        if state.result == nil { state.waiter = continuation }
        return state.result
      }
      if let result { continuation.resume(returning: result) }
    }
  }
}
