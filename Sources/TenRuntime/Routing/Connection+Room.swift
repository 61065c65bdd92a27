internal import Synchronization
internal import TenCore

/// Senders that wait for room, on the sender's loop.
extension Connection {
  func hasRoom(_ inboxClass: InboxClass) -> Bool {
    guard isLocal else { return transit.load(ordering: .relaxed) < bounds[inboxClass.rawValue].count }
    let state = destination.state
    return state.pointee.inbox.hasRoom(inboxClass) || state.pointee.phase == .ended || state.pointee.phase == .out
  }

  /// - Throws: `deadlock` when the wait was broken as the youngest edge of a circle; `ended` when the session ends.
  /// - Parameter command: the command that waits; its final result ends the wait.
  func waitForRoom(_ inboxClass: InboxClass, for command: CommandID = .none) async throws(SendError) {
    while !hasRoom(inboxClass) {
      let session = sourcePart.session
      let id = session.nextWaitID()
      let outcome: RoomOutcome = await withTaskCancellationHandler {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<RoomOutcome, Never>) in
          // Looked at again, as in `ResultQueue.next`.
          guard !Task.isCancelled, !hasRoom(inboxClass), command == .none || sourcePart.pending.isOpen(command) else {
            continuation.resume(returning: .answered)
            return
          }
          waiters.append(RoomWaiter(id: id, command: command, inboxClass: inboxClass, scope: Scope.current, continuation: continuation))
          if isLocal {
            destination.waitingSenders.insert(self)
          } else {
            wantsRoom.store(true, ordering: .releasing)
            if hasRoom(inboxClass) { wakeWaiters() }
          }
          session.somebodyWaits()
        }
      } onCancel: {
        // The message has its place already: a cancelled sender just stops waiting.
        sourcePart.loop.post { self.endWait(id, .room) }
      }
      switch outcome {
      case .room: if Task.isCancelled { return }
      case .answered: return
      case .deadlock:
        throw SendError(
          .deadlock, "waiting for room for '\(name)' at node '\(destination.name)': the nodes wait for each other; see the session's log",
          destinations: [destination.name])
      case .ended: throw SendError(.ended, "waiting for room at node '\(destination.name)': the session ends")
      }
    }
  }

  func wakeWaiters() {
    let waiting = waiters
    waiters = []
    for waiter in waiting {
      if hasRoom(waiter.inboxClass) { waiter.continuation.resume(returning: .room) } else { waiters.append(waiter) }
    }
    if !isLocal, !waiters.isEmpty { wantsRoom.store(true, ordering: .releasing) }
  }

  func endWait(_ id: UInt64, _ outcome: RoomOutcome) {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
    waiters.remove(at: index).continuation.resume(returning: outcome)
  }

  func endWait(of command: CommandID) {
    if let waiter = waiters.first(where: { $0.command == command }) { endWait(waiter.id, .answered) }
  }

  func endAllWaits(_ outcome: RoomOutcome) {
    let waiting = waiters
    waiters = []
    for waiter in waiting { waiter.continuation.resume(returning: outcome) }
  }
}

/// The connections over which senders wait for room at one node: few, each once, in the order of their waiting.
struct WaitingSenders {
  private(set) var connections: [Connection] = []

  mutating func insert(_ connection: Connection) {
    if !connections.contains(where: { $0 === connection }) { connections.append(connection) }
  }

  mutating func wake() {
    guard !connections.isEmpty else { return }
    let waiting = connections
    connections = []
    for connection in waiting {
      connection.wakeWaiters()
      if !connection.waiters.isEmpty { insert(connection) }
    }
  }
}
