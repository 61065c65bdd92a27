internal import Logging
internal import TenCore

/// What the receiver's side said to one delivery.
enum Offer {
  /// Handed over on the sender's stack.
  case delivered
  /// In the receiver's lane.
  case queued
  /// It has its place; the sender must wait for room.
  case overBound
  case rejected(SendError.Code, String)
  case dropped(DropReason)
}

extension Connection {
  /// The hot path of `offer`: hands the message over on the sender's stack, where nothing is in the way.
  /// - Returns: whether it did; where not, nothing has happened yet.
  @inline(__always)
  func deliver(_ envelope: borrowing Envelope) -> Bool {
    guard isPlain, target.pointee.takesDirectly(envelope.kind), !target.pointee.isStale(envelope) else { return false }
    hot.pointee.counters.sent += 1
    hot.pointee.lastSent = target.pointee.loop.pointee.milliseconds
    destination.enter(envelope, over: self)
    return true
  }

  /// Sends one message over the connection, on the sender's loop: counts, checks, converts, and hands it over, directly where the rules allow it.
  func offer(_ original: borrowing Envelope) -> Offer {
    if let fallback, destination.state.pointee.phase == .out || isLocal && destination.state.pointee.isLeaving { return fallback.offer(original) }
    countSent()
    if rules == nil, classFlags.isEmpty, turnUse == .optional { return pass(original) }
    var envelope = copy original
    if envelope.flags.isDisjoint(with: [.durable, .transient]) { envelope.flags.formUnion(classFlags) }
    switch turnUse {
    case .optional: break
    case .none: envelope.turn = .none
    case .required where envelope.turn.isNone:
      sender.drop(.noTurn)
      if !warnedOfTurn {
        warnedOfTurn = true
        sourcePart.session.log(
          .warning, node: source, "dropped '\(name)': its manifest says that it belongs to a turn, and it was sent without one; use within(turn)")
      }
      return .dropped(.noTurn)
    case .required: break
    }
    do {
      try rules?.apply(to: &envelope)
    } catch {
      return refuse(error, envelope.kind)
    }
    return pass(envelope)
  }

  /// A failed check or conversion rejects a command or data, and drops a frame.
  private func refuse(_ failure: RuleFailure, _ kind: MessageKind) -> Offer {
    guard kind.isMedia else {
      sender.hot.pointee.counters.rejected += 1
      return .rejected(.invalid, "\(kind.key) '\(name)' to node '\(destination.name)': \(failure.detail)")
    }
    sender.drop(failure.reason)
    return .dropped(failure.reason)
  }

  private func pass(_ envelope: borrowing Envelope) -> Offer {
    if target.pointee.isStale(envelope) {
      sender.drop(.interrupted)
      return .dropped(.interrupted)
    }
    return isLocal ? accept(envelope) : transfer(envelope)
  }

  /// Takes a message in on the receiver's loop.
  func accept(_ envelope: borrowing Envelope) -> Offer {
    let loop = target.pointee.loop
    if target.pointee.takesDirectly(envelope.kind), loop.pointee.isAlwaysDirect || destination.part.loop.allowsDirectDelivery {
      destination.enter(envelope, over: self)
      return .delivered
    }
    return queue(envelope)
  }

  private func queue(_ envelope: borrowing Envelope) -> Offer {
    let node = destination
    switch node.state.pointee.phase {
    case .created, .preparing, .prepared, .starting, .running: break
    case .stopping where node.state.pointee.isRestarting: break
    case .out: return unreachable(.notRunning, "is out: \(node.lastError ?? "it failed")")
    case .stopping, .ended: return unreachable(.stopped, "has stopped")
    }
    let session = node.part.session
    if discardsTransient { discardTransient(from: source) }
    let item = LaneItem(copy envelope, over: self, as: envelope.inboxClass)
    let admission: Inbox.Admission
    if isUrgent {
      admission = node.state.pointee.inbox.offerUrgent(item)
    } else {
      guard session.hasRoom(for: envelope.payload.count) else { return full(item.inboxClass) }
      admission = node.state.pointee.inbox.offer(item, endedThrough: session.endedThroughNumber) { gone in
        session.queued(-gone.envelope.payload.count)
        if !isLocal { leftTransit() }
      }
    }
    switch admission {
    case .accepted, .overBound:
      session.queued(envelope.payload.count)
      if node.state.pointee.phase == .running { node.part.loop.schedule(node) }
      return admission == .accepted ? .queued : .overBound
    case .dropped:
      if !isLocal { leftTransit() }
      return .dropped(.full)
    case .overdrawn: return overdrawn()
    case .rejected:
      hot.pointee.counters.rejected += 1
      if !isLocal { leftTransit() }
      return .rejected(.full, "\(envelope.kind.key) '\(name)' to node '\(node.name)': its inbox is full; wait with context.room(for:), or send less")
    }
  }

  private func full(_ inboxClass: InboxClass) -> Offer {
    if !isLocal { leftTransit() }
    switch destination.compiled.inbox[inboxClass].policy {
    case .dropOldest, .latest:
      drop(.full)
      return .dropped(.full)
    case .suspend, .reject: hot.pointee.counters.rejected += 1
    }
    return .rejected(.full, "\(kind.key) '\(name)' to node '\(destination.name)': the session holds as many bytes as it may")
  }

  private func overdrawn() -> Offer {
    hot.pointee.counters.rejected += 1
    if !isLocal { leftTransit() }
    return .rejected(
      .overdraft, "\(kind.key) '\(name)' to node '\(destination.name)': \(Inbox.overdraft) messages beyond the bound wait already; await each send")
  }

  private func unreachable(_ reason: DropReason, _ why: String) -> Offer {
    if !isLocal { leftTransit() }
    guard kind == .command else {
      drop(reason)
      return .dropped(reason)
    }
    hot.pointee.counters.rejected += 1
    return .rejected(.stopped, "command '\(name)': node '\(destination.name)' \(why)")
  }

  private func discardTransient(from source: UInt16) {
    let session = destination.part.session
    destination.state.pointee.inbox.removeAll(where: { $0.envelope.isTransient && $0.envelope.source == source }) { item in
      item.connection._withUnsafeGuaranteedRef { $0.drop(.flushed) }
      session.queued(-item.envelope.payload.count)
      let connection = item.connection._withUnsafeGuaranteedRef { unsafeDowncast($0, to: Connection.self) }
      if !connection.isLocal { connection.leftTransit() }
    }
  }
}
