internal import Synchronization
internal import TenCore

/// Connections between two loops. The sender sees how much is under way by `transit`; what the receiver takes from its lanes lowers it.
extension Connection {
  /// Hands a message to the receiver's loop, on the sender's.
  func transfer(_ envelope: borrowing Envelope) -> Offer {
    let bound = bounds[envelope.inboxClass.rawValue]
    let under = transit.wrappingAdd(1, ordering: .relaxed).newValue
    if under > bound.count + Inbox.overdraft {
      transit.wrappingSubtract(1, ordering: .relaxed)
      if bound.suspends {
        sender.hot.pointee.counters.rejected += 1
        return .rejected(.overdraft, "\(kind.key) '\(name)' to node '\(destination.name)': too many messages wait already; await each send")
      }
      sender.drop(.full)
      return .dropped(.full)
    }
    sourcePart.send(.message(copy envelope, .passUnretained(self)), to: destination.part, urgent: isUrgent)
    return bound.suspends && under > bound.count ? .overBound : .queued
  }

  /// A message from another loop has come to the receiver's.
  func arrive(_ envelope: borrowing Envelope) {
    if target.pointee.isStale(envelope) {
      drop(.interrupted)
      leftTransit()
      return
    }
    let command = envelope.command
    switch accept(envelope) {
    case .delivered: leftTransit()
    case .queued, .overBound, .dropped: break
    case .rejected(let code, let text):
      guard kind != .command else { return finishRejected(command, code, text) }
      // Its sender has gone on: what it is not told is dropped.
      hot.pointee.counters.rejected -= 1
      drop(.full)
    }
  }

  /// A message of another loop has left the lanes.
  func leftTransit() {
    transit.wrappingSubtract(1, ordering: .relaxed)
    if wantsRoom.load(ordering: .relaxed), wantsRoom.exchange(false, ordering: .acquiringAndReleasing) {
      destination.part.send(.room(self), to: sourcePart)
    }
  }
}
