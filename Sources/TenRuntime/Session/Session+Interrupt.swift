internal import TenCore

/// One interrupt on its way through the session: who has not acknowledged yet. Confined to the main loop.
final class Interruption {
  let turn: Turn
  var loops: Set<Int>
  var nodes: Set<NodeIndex> = []
  var waiters: [UnsafeContinuation<InterruptReport, Never>] = []
  var calls: [@Sendable (InterruptReport) -> Void] = []
  var timer = TimerID.none
  /// Set when it is over.
  var report: InterruptReport?

  init(turn: Turn, loops: Int) {
    self.turn = turn
    self.loops = Set(0..<loops)
  }
}

extension Session {
  /// How long an interrupt waits for those that let go late, in nanoseconds.
  static let interruptDeadline: UInt64 = 100_000_000

  /// - Parameter waits: false for a call from inside `interrupted(turn:)`, which would wait for itself.
  func interrupt(waits: Bool) async -> InterruptReport {
    let last = lastTurnNumber
    guard last > 0, record == nil, !isFinishing else { return InterruptReport(turn: lastTurnNumber > 0 ? Turn(number: last) : .none) }
    let turn = Turn(number: last)
    if endedThroughNumber < last {
      endTurns(through: last)
      begin(turn)
    }
    guard waits, let running = interruptions.last, running.turn == turn else { return InterruptReport(turn: turn) }
    return await withUnsafeContinuation { continuation in
      // Looked at again, as in `ResultQueue.next`.
      if let report = running.report { continuation.resume(returning: report) } else { running.waiters.append(continuation) }
    }
  }

  /// Ends the last turn that began, and hands over on the main loop who has let go and who owes it. From any thread.
  package func interrupt(_ call: @escaping @Sendable (InterruptReport) -> Void) {
    onMain { session in
      let last = session.lastTurnNumber
      let turn = last > 0 ? Turn(number: last) : .none
      guard last > 0, session.record == nil, !session.isFinishing else { return call(InterruptReport(turn: turn)) }
      if session.endedThroughNumber < last {
        session.endTurns(through: last)
        session.begin(turn)
      }
      guard let running = session.interruptions.last, running.turn == turn else { return call(InterruptReport(turn: turn)) }
      running.calls.append(call)
    }
  }

  private func begin(_ turn: Turn) {
    let fresh = Interruption(turn: turn, loops: parts.count)
    interruptions.append(fresh)
    fresh.timer = loop.after(Self.interruptDeadline) { [unowned self] in settle(fresh) }
    // Posted, not called: the caller's own code is on the stack.
    for (position, part) in parts.enumerated() {
      part.loop.post(urgent: true) { part.endTurns(through: turn, position: position) }
    }
  }

  /// One loop has dropped what it must, and tells which nodes it has asked to let go.
  func acknowledged(_ turn: Turn, position: Int, asked nodes: [NodeIndex]) {
    guard let interruption = interruptions.first(where: { $0.turn == turn }) else { return }
    interruption.loops.remove(position)
    interruption.nodes.formUnion(nodes)
    settleIfDone(interruption)
  }

  func letGo(_ turn: Turn, node: NodeIndex) {
    guard let interruption = interruptions.first(where: { $0.turn == turn }) else { return }
    interruption.nodes.remove(node)
    settleIfDone(interruption)
  }

  private func settleIfDone(_ interruption: Interruption) {
    if interruption.loops.isEmpty, interruption.nodes.isEmpty { settle(interruption) }
  }

  private func settle(_ interruption: Interruption) {
    loop.cancel(interruption.timer)
    interruptions.removeAll { $0 === interruption }
    let report = InterruptReport(
      turn: interruption.turn, loopsOwing: interruption.loops.sorted().map { parts.indices.contains($0) ? parts[$0].groupName : "" },
      nodesOwing: interruption.nodes.sorted().map { graph.nodes[$0].name })
    emit(.interrupted, nil, "\(interruption.turn)")
    interruption.report = report
    let waiters = interruption.waiters
    interruption.waiters = []
    for waiter in waiters { waiter.resume(returning: report) }
    let calls = interruption.calls
    interruption.calls = []
    for call in calls { call(report) }
  }

  /// The session ends: nobody waits any longer.
  func settleInterruptions() {
    for interruption in interruptions { settle(interruption) }
  }
}

extension SessionPart {
  var groupName: String { nodes.first.map { session.graph.groups.isEmpty ? "" : session.graph.groups[$0.compiled.group].name } ?? "" }

  /// Cancels what belongs to ended turns and tells each running node; on the part's loop, with nothing on the stack.
  func endTurns(through turn: Turn, position: Int) {
    var asked: [NodeIndex] = []
    for node in nodes where node.state.pointee.phase == .running {
      for worker in node.active where !worker.scope.turn.isNone && worker.scope.turn.number <= turn.number {
        worker.isSpent = true
        worker.task?.cancel()
      }
      node.tasks.cancel(through: turn)
      asked.append(node.index)
    }
    takeBackCommands(of: turn)
    let told = asked
    session.onMain { $0.acknowledged(turn, position: position, asked: told) }
    for node in nodes where told.contains(node.index) {
      let (session, index) = (session, node.index)
      node.startHandler(.interrupted(turn) { _ in session.onMain { $0.letGo(turn, node: index) } })
    }
  }

  /// Commands that a scope of an ended turn waits for are taken back, except those that must be carried out all the same.
  private func takeBackCommands(of turn: Turn) {
    for id in pending.all {
      guard let entry = pending.entry(id), !entry.isDurable, let waiting = entry.scope?.turn, !waiting.isNone, waiting.number <= turn.number else {
        continue
      }
      pending.connection(of: id)?.giveUp(id, .cancelled, "\(turn) has ended, in which the command's result was awaited")
    }
  }
}
