internal import TenCore

/// Carries out what the state machine says; on the main loop.
extension Session {
  func prepare() {
    // Whoever is told may end the session at once.
    let actions = machine.prepare()
    emit(.preparing)
    carryOut(actions)
  }

  /// The plan of a session that is started cold: its nodes are made with the caller's values from the first.
  func adopt(_ plan: StartPlan) {
    for (index, node) in nodes.enumerated() where !plan.nodes[index].overridden.isEmpty { node.properties = plan.nodes[index].properties }
    isCold = true
  }

  /// Gives the nodes what the plan says of them. A second start message is ignored, as is one that comes after the end.
  func start(_ plan: StartPlan) {
    guard self.plan == nil, machine.phase != .stopping, machine.phase != .ended else { return }
    self.plan = plan
    view.change { $0.plan = plan }
    emit(.starting)
    carryOut(remakeChanged(plan) + machine.start())
  }

  /// Ends the session; the first reason counts.
  func stop(_ reason: EndReason) { carryOut(machine.stop(reason)) }

  func nodeFailed(_ index: NodeIndex, _ detail: String) {
    guard index < nodes.count else { return }
    let node = nodes[index]
    node.part.perform {
      node.errors += 1
      node.hasFailed = true
      node.lastError = detail
    }
    emit(.nodeError, index, detail)
    carryOut(machine.nodeFailed(index, detail))
  }

  /// Nodes that a caller's overrides change: a node that read one of them in `prepare` is made anew.
  private func remakeChanged(_ plan: StartPlan) -> [SessionMachine.Action] {
    var actions: [SessionMachine.Action] = []
    guard !isCold else { return actions }
    for index in graph.nodes.indices where !plan.nodes[index].overridden.isEmpty {
      let changed = plan.nodes[index].overridden
      let isRead = readProperties[index].contains { read in changed.contains { Self.overlaps(read, $0) } }
      let (node, properties) = (nodes[index], plan.nodes[index].properties)
      node.part.perform { node.properties = properties }
      guard isRead else { continue }
      emit(.nodeRemade, index, "it had read \(changed.joined(separator: ", ")) while it was prepared")
      actions += machine.remake(index)
    }
    return actions
  }

  /// Whether one of two property paths is the other, or leads to it.
  private static func overlaps(_ a: String, _ b: String) -> Bool {
    a.isEmpty || a == b || a.hasPrefix(b + ".") || a.hasPrefix(b + "[") || b.hasPrefix(a + ".") || b.hasPrefix(a + "[")
  }

  func propertyRead(_ path: String, by node: Node) {
    guard node.state.pointee.phase == .created || node.state.pointee.phase == .preparing else { return }
    let index = node.index
    onMain { $0.readProperties[index].insert(path) }
  }

  /// One action after the other: what an action brings about at once waits until those before it are done.
  func carryOut(_ actions: [SessionMachine.Action]) {
    waitingActions += actions
    guard !isCarryingOut else { return }
    isCarryingOut = true
    var next = 0
    while next < waitingActions.count {
      carryOut(waitingActions[next])
      next += 1
    }
    waitingActions = []
    isCarryingOut = false
  }

  private func carryOut(_ action: SessionMachine.Action) {
    switch action {
    case .make(let index): make(index)
    case .prepare(let index): prepare(index)
    case .start(let index): start(index)
    case .stop(let index): stop(index)
    case .retire(let index, let isOut): retire(index, isOut: isOut)
    case .prepared:
      emit(.prepared)
      isPreparedNow()
    case .ready: ready()
    case .armStartDeadline:
      startTimer = loop.after(UInt64(host.options.startDeadline) * 1_000_000) { [unowned self] in carryOut(machine.startDeadline()) }
    case .armStopDeadline:
      emit(.stopping, machine.reason?.node, machine.reason?.detail ?? "")
      loop.cancel(startTimer)
      stopTimer = loop.after(UInt64(host.options.stopDeadline) * 1_000_000) { [unowned self] in stopIsOver() }
    case .end: finish()
    }
  }

  private func stopIsOver() {
    for (index, node) in nodes.enumerated() where machine.phase(of: index) != .ended && machine.phase(of: index) != .out {
      audit.append("node '\(node.name)' had not stopped within the session's stop deadline of \(host.options.stopDeadline) ms")
    }
    carryOut(machine.stopDeadline())
  }

  private func ready() {
    loop.cancel(startTimer)
    emit(.ready)
    isReadyNow()
  }

  private func make(_ index: NodeIndex) {
    guard machine.phase(of: index) == .preparing else { return }
    let node = nodes[index]
    node.part.perform { [self] in
      node.state.pointee.phase = .preparing
      node.state.pointee.isRestarting = false
      node.closeResources()
      do {
        try node.marked(.make) { try node.make() }
      } catch {
        onMain { $0.nodeFailed(index, "making node '\(node.name)' failed: \(error)") }
      }
    }
  }

  private func prepare(_ index: NodeIndex) {
    guard machine.phase(of: index) == .preparing else { return }
    let node = nodes[index]
    let limit = node.compiled.deadlines.prepare
    node.part.perform { [self] in
      guard node.state.pointee.phase == .preparing else { return }
      node.arm(milliseconds: limit) { [self] in
        onMain { $0.nodeFailed(index, "preparing node '\(node.name)' took longer than \(limit) ms") }
      }
      let life = node.life
      node.startHandler(
        marked: .prepare,
        .prepare { [self] error in
          guard node.life == life, node.state.pointee.phase == .preparing else { return }
          node.disarm()
          if let error { return onMain { $0.nodeFailed(index, "preparing node '\(node.name)' failed: \(error)") } }
          node.state.pointee.phase = .prepared
          onMain { $0.nodePrepared(index) }
        })
    }
  }

  private func nodePrepared(_ index: NodeIndex) {
    times[index].prepared = loop.readClock()
    emit(.nodePrepared, index)
    carryOut(machine.nodePrepared(index))
  }

  /// Sends the node its start message: a command of the host, with the start deadline as its time-out.
  private func start(_ index: NodeIndex) {
    guard let plan else { return }
    let node = nodes[index]
    let connection = hostConnection(to: index, .command, .start)
    let message = StartMessage(plan.nodes[index])
    let finished: (CommandResult) -> Void = { [unowned self] result in started(index, result) }
    guard let id = main.pending.open(connection, waiter: .call(finished), isDurable: false) else {
      return nodeFailed(index, "starting node '\(node.name)' failed: too many commands wait for their results")
    }
    connection.countSent()
    main.setDeadline(of: id, milliseconds: node.compiled.deadlines.start)
    somebodyWaits()
    node.part.perform {
      node.state.pointee.phase = .starting
      connection.hot.pointee.counters.delivered += 1
      node.startHandler(marked: .start, .start(message, PendingReply(connection: connection, id: id)))
    }
  }

  private func started(_ index: NodeIndex, _ result: CommandResult) {
    guard machine.phase(of: index) == .starting else { return }
    let node = nodes[index]
    guard result.isOK else {
      let reason = result.status == .timeout ? "it took longer than \(node.compiled.deadlines.start) ms" : result.detail
      return nodeFailed(index, "starting node '\(node.name)' failed: \(reason)")
    }
    times[index].running = loop.readClock()
    node.part.perform {
      guard node.state.pointee.phase == .starting else { return }
      node.state.pointee.phase = .running
      if !node.state.pointee.inbox.isEmpty { node.part.loop.schedule(node) }
    }
    emit(.nodeRunning, index)
    carryOut(machine.nodeStarted(index))
  }

  private func stop(_ index: NodeIndex) {
    let node = nodes[index]
    let isRestarting = machine.willRestart(index)
    if isRestarting {
      restarts[index] += 1
      emit(.nodeRestarting, index, node.lastError ?? "")
    }
    node.part.perform { [self] in
      node.leave(isRestarting: isRestarting) { [self] note in
        onMain { session in
          if let note { session.audit.append(note) }
          session.times[index].stopped = session.loop.readClock()
          session.emit(.nodeStopped, index)
          session.carryOut(session.machine.nodeStopped(index))
        }
      }
    }
  }

  private func retire(_ index: NodeIndex, isOut: Bool) {
    let node = nodes[index]
    if isOut { emit(.nodeOut, index, node.lastError ?? "") }
    node.part.perform { node.retire(isOut: isOut) }
    let status: CommandResult.Status = isOut || node.hasFailed ? .crashed : .stopped
    for part in parts {
      part.perform { part.answerCommands(of: node, status) }
    }
  }

  func emit(_ kind: SessionEvent.Kind, _ node: NodeIndex? = nil, _ detail: String = "") {
    view.saw(kind, of: node)
    guard onEvent != nil else { return }
    event(SessionEvent(kind: kind, node: node.map { graph.nodes[$0].name }, detail: detail, milliseconds: milliseconds(loop.readClock())))
  }

  func milliseconds(_ time: UInt64) -> Double { Double(time &- startedAt) / 1_000_000 }

  func hostConnection(to index: NodeIndex, _ kind: MessageKind, _ name: MessageName) -> Connection {
    let route = NamedRoute(destination: index, kind: kind, name: name)
    if let known = hostConnections[route] { return known }
    let made = Connection(from: nil, of: main, to: nodes[index], kind, name)
    hostConnections[route] = made
    host.options.recorder?.record(name: name)
    return made
  }
}
