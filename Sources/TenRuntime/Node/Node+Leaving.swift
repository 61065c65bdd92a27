internal import Logging
internal import TenCore

/// How a node stops: its lane closes, its handlers are cancelled, `stop()` runs, and what is left is named.
extension Node {
  /// - Parameter done: called on the node's loop when nothing of it runs any more, or when its deadline is over, with what the audit should say.
  func leave(isRestarting: Bool, done: @escaping (String?) -> Void) {
    state.pointee.phase = .stopping
    state.pointee.isRestarting = isRestarting
    if !isRestarting { closeLanes() }
    for worker in active {
      worker.isSpent = true
      worker.task?.cancel()
    }
    tasks.cancel()
    let limit = compiled.deadlines.stop
    let leaving = Leaving(done)
    arm(milliseconds: limit) { [unowned self] in
      whenDrained = nil
      leaving.finish("node '\(name)' had not stopped after \(limit) ms: \(unfinished.joined(separator: ", ")) still runs")
    }
    startHandler(
      marked: .stop,
      .stop { [unowned self] _ in
        tasks.cancel()
        whenDrained = { [unowned self] in
          disarm()
          leaving.finish(nil)
        }
      })
    guard active.isEmpty else { return }
    // stop() has returned; or there is none, because the actor was never made.
    whenDrained = { [unowned self] in
      disarm()
      leaving.finish(nil)
    }
    drained()
  }

  /// Tells once that a node has stopped: by itself or by its deadline. Confined to the node's loop.
  private final class Leaving: @unchecked Sendable {
    // @unchecked: protected by the node's loop.
    private var done: ((String?) -> Void)?

    init(_ done: @escaping (String?) -> Void) { self.done = done }

    func finish(_ note: String?) {
      let call = done
      done = nil
      call?(note)
    }
  }

  /// Something of the node has ended, and no handler is in flight.
  func drained() {
    guard tasks.isEmpty, let whenDrained else { return }
    self.whenDrained = nil
    // From the loop: the worker that ends here is still on the stack.
    nonisolated(unsafe) let call = whenDrained  // protected by the loop: posted from it to itself
    part.loop.post { call() }
  }

  private var unfinished: [String] {
    active.map { "its handler of \($0.job.label)" } + tasks.sites.map { "its task started at \($0)" }
  }

  /// What waits goes to whoever stands in, or is told or dropped; nothing more is taken.
  private func closeLanes() {
    let part = part
    state.pointee.inbox.removeAll(where: { _ in true }) { item in
      item.connection._withUnsafeGuaranteedRef { record in
        let connection = unsafeDowncast(record, to: Connection.self)
        if item.envelope.kind == .command {
          connection.hot.pointee.counters.rejected += 1
          connection.finish(item.envelope.command, with: CommandResult(.stopped, detail: "node '\(name)' has stopped"))
        } else if let fallback = connection.fallback, connection.isLocal {
          // It was sent once: over the way that took it.
          connection.hot.pointee.counters.sent -= 1
          _ = fallback.offer(item.envelope)
        } else {
          connection.drop(.stopped)
        }
        part.session.queued(-item.envelope.payload.count)
        if !connection.isLocal { connection.leftTransit() }
      }
    }
    waitingSenders.endAll()
  }

  /// Nothing of the node is left, but for its counts.
  func retire(isOut: Bool) {
    state.pointee.phase = isOut ? .out : .ended
    disarm()
    closeLanes()
    closeResources()
    for connection in outputs { connection.endAllWaits(.ended) }
    release()
  }

  /// Closes what the extension has registered and not let go, and names it.
  func closeResources() {
    for site in resources.closeAll() { part.session.audited("node '\(name)' left a resource open that it registered at \(site)") }
  }

  func dissolve() {
    state.pointee.routes = RouteTable()
    named = [:]
    forwarded = [:]
    dissolveContext()
  }

  /// The node lives on with an error: it is counted, logged, told to whoever watches, and sent where the graph connects it.
  func report(_ text: String) {
    errors += 1
    lastError = text
    context?.log.error("\(text)")
    let index = index
    part.session.onMain { $0.emit(.nodeError, index, text) }
    if state.pointee.phase == .running, !state.pointee.routes.find(.data, Self.errorName).isEmpty {
      var envelope = Envelope(.data, Self.errorName)
      envelope.properties = ["node": .string(name), "message": .string(text)]
      _ = sendNow(envelope, to: [])
    }
  }

  private static let errorName: MessageName = "error"
}

extension WaitingSenders {
  mutating func endAll() {
    let waiting = connections
    self = WaitingSenders()
    for connection in waiting { connection.endAllWaits(.ended) }
  }
}

extension SessionPart {
  /// Commands that a node has taken and will not answer any more get a final result.
  func answerCommands(of node: Node, _ status: CommandResult.Status) {
    for id in pending.all {
      guard let connection = pending.connection(of: id), connection.destination === node else { continue }
      connection.giveUp(
        id, status, "node '\(node.name)' \(status == .crashed ? "has failed" : "has stopped"): \(node.lastError ?? "the session ends")")
    }
  }
}
