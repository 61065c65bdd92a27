internal import TenCore

/// Commands and their results, on the sender's loop.
extension Node {
  /// Sends a command and waits for its final result. With several destinations: the first error, or the last OK.
  func call(_ original: Envelope, to names: [String], timeout: Duration?, isDurable: Bool) async throws(SendError) -> CommandResult {
    var envelope = original
    let routes = state.pointee.routes.find(.command, original.name)
    if names.isEmpty, routes.count == 1, state.pointee.phase == .running {
      address(&envelope)
      return try await call(&envelope, over: routes[0].takeUnretainedValue(), timeout: timeout, isDurable: isDurable)
    }
    let connections = try route(&envelope, to: names)
    switch connections.count {
    case 0: return noRoute(envelope)
    case 1: return try await call(&envelope, over: connections[0], timeout: timeout, isDurable: isDurable)
    default: return try await call(&envelope, over: connections, timeout: timeout, isDurable: isDurable)
    }
  }

  private func noRoute(_ envelope: Envelope) -> CommandResult {
    var result = CommandResult(.noRoute, detail: "the graph connects the command '\(envelope.name)' of node '\(name)' to no node")
    result.envelope.turn = envelope.turn
    return result
  }

  private func call(_ envelope: inout Envelope, over connection: Connection, timeout: Duration?, isDurable: Bool) async throws(SendError)
    -> CommandResult
  {
    guard let id = part.pending.open(connection, waiter: .none, isDurable: isDurable, turn: envelope.turn, wait: part.session.nextWaitID()) else {
      throw Self.tooMany
    }
    let isOverBound = place(&envelope, id, over: connection)
    if let result = part.pending.takeResult(id) { return result }
    wait(for: id, over: connection, timeout: timeout, scope: Scope.current)
    if isOverBound {
      await waitForRoom(connection, id)
      if let result = part.pending.takeResult(id) { return result }
    }
    let part = self.part
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        if let result = part.pending.takeResult(id) {
          continuation.resume(returning: result)
        } else {
          part.pending.update(id) { $0.waiter = .task(continuation) }
        }
      }
    } onCancel: {
      guard !isDurable else { return }
      part.loop.post { connection.giveUp(id, .cancelled, "the task that waited for the command '\(connection.name)' was cancelled") }
    }
  }

  private func call(_ envelope: inout Envelope, over connections: [Connection], timeout: Duration?, isDurable: Bool) async throws(SendError)
    -> CommandResult
  {
    let fanOut = FanOut(count: connections.count)
    let sent = try placeAll(&envelope, over: connections, timeout: timeout, isDurable: isDurable, scope: Scope.current) { .fanOut(fanOut, $0) }
    for command in sent where command.isOverBound { await waitForRoom(command.connection, command.id) }
    let part = self.part
    return await withTaskCancellationHandler {
      await fanOut.value()
    } onCancel: {
      guard !isDurable else { return }
      part.loop.post {
        for command in sent {
          command.connection.giveUp(command.id, .cancelled, "the task that waited for the command '\(command.connection.name)' was cancelled")
        }
      }
    }
  }

  /// Sends a command whose results, partial and final, are read from a queue: each result of each destination.
  func stream(_ original: Envelope, to names: [String], timeout: Duration?, isDurable: Bool) async throws(SendError) -> CommandResults {
    var envelope = original
    let connections = try route(&envelope, to: names)
    let queue = ResultQueue(finals: connections.count)
    guard !connections.isEmpty else { return CommandResults(node: self, queue: queue, commands: [], only: noRoute(envelope)) }
    let sent = try placeAll(&envelope, over: connections, timeout: timeout, isDurable: isDurable, scope: nil) { _ in .stream(queue) }
    let results = CommandResults(node: self, queue: queue, commands: sent.map { ($0.id, $0.connection) }, only: nil)
    for command in sent where command.isOverBound { await waitForRoom(command.connection, command.id) }
    return results
  }

  /// Sends a command without waiting; `onResult` gets its final result on the loop.
  func callNow(_ original: Envelope, to names: [String], timeout: Duration?, onResult: @escaping (CommandResult) -> Void) -> SendOutcome {
    var envelope = original
    let routes = state.pointee.routes.find(.command, original.name)
    if names.isEmpty, routes.count == 1, state.pointee.phase == .running {
      address(&envelope)
      let connection = routes[0].takeUnretainedValue()
      guard let id = part.pending.open(connection, waiter: .call(onResult), isDurable: false, turn: envelope.turn) else {
        return .rejected(Self.tooMany)
      }
      _ = place(&envelope, id, over: connection)
      wait(for: id, over: connection, timeout: timeout, scope: nil)
      return .accepted
    }
    do {
      let connections = try route(&envelope, to: names)
      guard !connections.isEmpty else { return .dropped(.noRoute) }
      _ = try placeAll(&envelope, over: connections, timeout: timeout, isDurable: false, scope: nil) { _ in .call(onResult) }
      return .accepted
    } catch {
      return .rejected(error)
    }
  }

  /// A command on its way to one destination.
  struct Sent {
    let id: CommandID
    let connection: Connection
    /// Whether the sender must wait for room.
    let isOverBound: Bool
  }

  /// Places a command in the lanes of all its destinations at once.
  /// - Parameter scope: of the handler that waits for the results; nil where none does.
  func placeAll(
    _ envelope: inout Envelope, over connections: [Connection], timeout: Duration?, isDurable: Bool, scope: Scope?,
    waiter: (Int) -> PendingTable.Waiter
  ) throws(SendError) -> [Sent] {
    guard part.pending.count + connections.count <= PendingTable.maximumCount else { throw Self.tooMany }
    var sent: [Sent] = []
    for (position, connection) in connections.enumerated() {
      let wait = part.session.nextWaitID()
      guard let id = part.pending.open(connection, waiter: waiter(position), isDurable: isDurable, turn: envelope.turn, wait: wait) else {
        throw Self.tooMany
      }
      sent.append(Sent(id: id, connection: connection, isOverBound: place(&envelope, id, over: connection)))
      self.wait(for: id, over: connection, timeout: timeout, scope: scope)
    }
    return sent
  }

  /// Offers the command. What the receiver's side refuses becomes its result.
  /// - Returns: whether the sender must wait for room.
  func place(_ envelope: inout Envelope, _ id: CommandID, over connection: Connection) -> Bool {
    envelope.command = id
    let wasEntered = state.pointee.isEntered
    state.pointee.isEntered = true
    if connection.deliver(envelope) {
      state.pointee.isEntered = wasEntered
      return false
    }
    let offer = connection.offer(envelope)
    state.pointee.isEntered = wasEntered
    switch offer {
    case .delivered, .queued: return false
    case .overBound: return true
    case .rejected(let code, let text): connection.finishRejected(id, code, text)
    case .dropped(let reason):
      connection.finish(
        id, with: CommandResult(reason == .interrupted ? .cancelled : .stopped, detail: "the command '\(connection.name)' was dropped: \(reason.key)")
      )
    }
    return false
  }

  private func waitForRoom(_ connection: Connection, _ id: CommandID) async {
    do {
      try await connection.waitForRoom(.command, for: id)
    } catch {
      connection.giveUp(id, error.code.status, error.description)
    }
  }

  /// A command that was not answered at once: from here its deadline runs.
  func wait(for id: CommandID, over connection: Connection, timeout: Duration?, scope: Scope?) {
    guard part.pending.isOpen(id) else { return }
    let nanoseconds = timeout?.nanoseconds ?? UInt64(max(0, connection.timeout)) * 1_000_000
    let deadline = part.loop.now &+ nanoseconds
    part.pending.update(id) { entry in
      entry.deadline = deadline
      entry.timeout = nanoseconds
      entry.scope = scope
    }
    part.watchDeadline(deadline)
    part.session.somebodyWaits()
  }

  /// The result of a command whose handler was cancelled.
  func givenUp(_ command: Command) -> CommandResult {
    let text = "while it had the command '\(command.name)'"
    guard state.pointee.phase != .running else { return CommandResult(.cancelled, detail: "node '\(name)' was told to stop \(text)") }
    return hasFailed
      ? CommandResult(.crashed, detail: "node '\(name)' failed \(text): \(lastError ?? "")")
      : CommandResult(.stopped, detail: "node '\(name)' stopped \(text)")
  }

  static let tooMany = SendError(
    .overdraft, "more than \(PendingTable.maximumCount) commands wait for their results; await the results, or send less")

  /// The sender of a command does not wait any more: takes it out of the lane, or cancels its handler.
  func withdraw(_ id: CommandID, of sender: SessionPart) {
    state.pointee.inbox.removeAll(where: { item in
      item.envelope.kind == .command && item.envelope.command == id
        && item.connection._withUnsafeGuaranteedRef { unsafeDowncast($0, to: Connection.self).sourcePart === sender }
    }) { item in
      item.connection._withUnsafeGuaranteedRef { record in
        record.hot.pointee.counters.rejected += 1
        let connection = unsafeDowncast(record, to: Connection.self)
        if !connection.isLocal { connection.leftTransit() }
      }
    }
    waitingSenders.wake()
    for command in forwarded.removeValue(forKey: Upstream(id, of: sender)) ?? [] {
      command.connection.giveUp(command.id, .cancelled, "the command '\(command.connection.name)' was taken back by its first sender")
    }
    for worker in active where worker.command == id && worker.commandPart === sender {
      worker.isSpent = true
      worker.task?.cancel()
    }
  }
}
