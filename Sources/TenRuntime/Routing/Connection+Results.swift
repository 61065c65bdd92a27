internal import TenCore

/// Results on their way back. They pass no inbox: each pending command has its own place, on the loop of the command's sender.
extension Connection {
  /// Answers with a final result, from any thread.
  /// - Returns: whether the command still waited for it, as far as can be known here.
  @discardableResult
  func finish(_ id: CommandID, with result: CommandResult) -> Bool {
    guard sourcePart.loop.isOnLoop else {
      let item = RemoteItem.result(id, self, result)
      if destination.part.loop.isOnLoop { destination.part.send(item, to: sourcePart) } else { sourcePart.handOver(item) }
      return true
    }
    return complete(id, with: result)
  }

  /// Takes a final or partial result in, on the sender's loop.
  @discardableResult
  func complete(_ id: CommandID, with result: CommandResult) -> Bool {
    results.sent += 1
    guard sourcePart.pending.isOpen(id) else {
      results[.lateResult] += 1
      return false
    }
    var result = result
    result.envelope.name = name
    result.envelope.turn = sourcePart.pending.turn(of: id)
    if let rules { check(&result, rules) }
    guard result.isFinal else {
      passPartial(id, result)
      return true
    }
    settle(id, result)
    return true
  }

  private func check(_ result: inout CommandResult, _ rules: ConnectionRules) {
    do {
      try rules.apply(toResult: &result.envelope)
    } catch {
      let (isFinal, turn) = (result.isFinal, result.envelope.turn)
      result = CommandResult(.invalid, detail: "the result of command '\(name)' from node '\(destination.name)': \(error.detail)")
      result.envelope.name = name
      result.envelope.turn = turn
      if !isFinal { result.envelope.flags.insert(.partial) }
    }
  }

  private func passPartial(_ id: CommandID, _ result: CommandResult) {
    switch sourcePart.pending.entry(id)?.waiter {
    case .stream(let queue)?: if !queue.push(result, over: self) { results[.full] += 1 }
    case .relay(let reply)?:
      results.delivered += 1
      reply.connection?.partial(reply.id, result)
    default: results[.resultPolicy] += 1
    }
  }

  /// Gives the final result to whoever waits.
  private func settle(_ id: CommandID, _ result: CommandResult) {
    guard let waiter = sourcePart.pending.close(id, result) else { return }
    switch waiter {
    case .none: results.delivered += 1
    case .task(let continuation):
      results.delivered += 1
      continuation.resume(returning: result)
    case .call(let call):
      results.delivered += 1
      call(result)
    case .stream(let queue): queue.push(result, over: self)
    case .relay(let reply):
      results.delivered += 1
      _ = reply.connection?.finish(reply.id, with: result)
    case .fanOut(let fanOut, let position): fanOut.take(result, at: position, over: self)
    }
  }

  /// Ends a pending command with a result that the runtime makes, and takes it back from its receiver. On the sender's loop.
  func giveUp(_ id: CommandID, _ status: CommandResult.Status, _ detail: String) {
    guard sourcePart.pending.isOpen(id) else { return }
    results.sent += 1
    var result = CommandResult(status, detail: detail)
    result.envelope.name = name
    result.envelope.turn = sourcePart.pending.turn(of: id)
    settle(id, result)
    endWait(of: id)
    destination.part.perform { [self] in destination.withdraw(id, of: sourcePart) }
  }

  /// The receiver's side did not take the command: its sender gets a result that says so. On any loop.
  func finishRejected(_ id: CommandID, _ code: SendError.Code, _ detail: String) {
    finish(id, with: CommandResult(code.status, detail: detail))
  }

  /// The receiver has no handler: the command counts as rejected, not as delivered. On the receiver's loop.
  func refuseUnhandled(_ id: CommandID) {
    hot.pointee.counters.delivered -= 1
    hot.pointee.counters.rejected += 1
    finish(id, with: CommandResult(.unhandled, detail: "node '\(destination.name)' has no handler for the command '\(name)'"))
  }

  /// Sends a partial result, from any thread.
  func partial(_ id: CommandID, _ result: CommandResult) {
    var result = result
    result.envelope.flags.insert(.partial)
    finish(id, with: result)
  }

  /// Sends a partial result and waits for room among those that wait already.
  func partialWaiting(_ id: CommandID, _ result: CommandResult) async {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
      afterRoom(id) { [self] in
        partial(id, result)
        continuation.resume()
      }
    }
  }

  /// Calls `body` when a partial result would not find its reader's queue full; of a command that was passed on, the queue of its first sender.
  private func afterRoom(_ id: CommandID, _ body: @escaping @Sendable () -> Void) {
    sourcePart.perform { [self] in
      switch sourcePart.pending.entry(id)?.waiter {
      case .stream(let queue)? where queue.isFull: queue.whenRoom(body)
      case .relay(let reply)?: if let first = reply.connection { first.afterRoom(reply.id, body) } else { body() }
      default: body()
      }
    }
  }
}

extension SendError.Code {
  var status: CommandResult.Status {
    switch self {
    case .full, .overdraft: .overdraft
    case .invalid: .invalid
    case .stopped, .ended, .notStarted: .stopped
    case .deadlock: .deadlock
    case .unknownDestination: .noRoute
    case .tooManyNames: .error
    }
  }
}
