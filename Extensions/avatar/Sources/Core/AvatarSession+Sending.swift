internal import TenAudio
internal import TenCore
internal import TenRuntime

/// What goes out, and when.
extension AvatarSession {
  /// The next message that may be sent now.
  mutating func next(at now: Duration) -> ClientMessage? {
    guard case .connected = link else { return nil }
    if mustInterrupt {
      mustInterrupt = false
      return .interrupt(eventID: makeID())
    }
    if now >= keepAliveAt {
      keepAliveAt = now + timing.keepAlive
      return .keepAlive(eventID: makeID())
    }
    guard let index = utterances.firstIndex(where: { !$0.isEndSent }) else { return nil }
    if utterances[index].isComplete, utterances[index].unsent == 0 {
      utterances[index].isEndSent = true
      guard utterances[index].hasBegun else { return next(at: now) }
      return .speakEnd(eventID: utterances[index].id)
    }
    guard let time = pieceTime(utterances[index], at: now), time <= now else { return nil }
    let count = pieceSize(utterances[index])
    heardAt = max(heardAt, now) + Speech.duration(of: count)
    speaking = (utterances[index].id, utterances[index].turn)
    return .speak(eventID: utterances[index].id, audio: utterances[index].take(count, heardAt: heardAt, at: now))
  }

  func pieceSize(_ utterance: Utterance) -> Int {
    min(utterance.unsent, Speech.bytes(in: utterance.hasBegun ? timing.piece : timing.first))
  }

  /// When the next piece may go; nil when there is none.
  func pieceTime(_ utterance: Utterance, at now: Duration) -> Duration? {
    guard utterance.unsent > 0, let since = utterance.waitingSince else { return nil }
    // Before the session is renewed nothing new is begun.
    if let renewAt, now >= renewAt, !utterance.hasBegun { return nil }
    let size = pieceSize(utterance)
    let paced = heardAt + Speech.duration(of: size) - timing.ahead
    let full = Speech.bytes(in: utterance.hasBegun ? timing.piece : timing.first)
    guard utterance.unsent < full, !utterance.isComplete else { return paced }
    let patience = utterance.hasBegun ? max(since + timing.patience, heardAt - timing.margin) : since + timing.first
    return max(paced, patience)
  }

  /// When `handle(.time)` or `next` has something to do if nothing happens before; nil for never.
  func deadline(at now: Duration) -> Duration? {
    switch link {
    case .none, .failed: return nil
    case .opening(let deadline), .joining(let deadline), .resting(let deadline): return deadline
    case .connected:
      var times = [keepAliveAt]
      if let utterance = utterances.first(where: { !$0.isEndSent }), let time = pieceTime(utterance, at: now) { times.append(time) }
      if let silenceAt { times.append(silenceAt) }
      if let renewAt { times.append(now >= renewAt ? max(heardAt, now) : renewAt) }
      return times.min()
    }
  }
}
