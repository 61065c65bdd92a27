internal import TenAudio
internal import TenCore
internal import TenRuntime

/// What comes in: audio, the requests that it belongs to, and interrupts.
extension AvatarSession {
  mutating func take(_ frame: AudioFrame, at now: Duration) -> [Action] {
    guard frame.turn.isNone || frame.turn.number > endedThrough.number else { return [] }
    if let muted {
      guard frame.turn.number > muted.number else { return [] }
      self.muted = nil
    }
    if let open = openUtterance, !frame.turn.isNone, utterances[open].turn != frame.turn { complete(at: now) }
    do {
      let samples = try input.take(frame)
      guard !samples.isEmpty else { return [] }
      let open = openUtterance ?? begin(turn: frame.turn)
      utterances[open].append(samples, at: now)
      return []
    } catch {
      badFrames += 1
      // One report says it: a stream of wrong frames must not flood the log.
      return badFrames == 1 ? [.badAudio(error)] : []
    }
  }

  var openUtterance: Int? { utterances.last.flatMap { $0.isComplete ? nil : utterances.count - 1 } }

  mutating func begin(turn: Turn) -> Int {
    let utterance = Utterance(id: makeID(), requestID: request ?? "", turn: turn, isBelieved: timing.silence == nil)
    recent.append((utterance.id, utterance.requestID, turn))
    if recent.count > 16 { recent.removeFirst() }
    utterances.append(utterance)
    return utterances.count - 1
  }

  mutating func complete(at now: Duration) {
    let tail = input.finish()
    guard let open = openUtterance else { return }
    utterances[open].append(tail, at: now)
    utterances[open].isComplete = true
  }

  mutating func requestBegan(_ id: String, _ turn: Turn, at now: Duration) {
    guard turn.isNone || turn.number > endedThrough.number else { return }
    if let muted {
      let isNew = turn.number > muted.number || id != mutedRequest
      guard isNew else { return }
      self.muted = nil
    }
    complete(at: now)
    request = id
  }

  mutating func requestEnded(_ id: String, _ turn: Turn, at now: Duration) {
    if muted != nil {
      // The cancelled request says its last word: what comes from here is another's.
      if mutedRequest == nil || mutedRequest == id || id.isEmpty { muted = nil }
      return
    }
    guard turn.isNone || turn.number > endedThrough.number else { return }
    if let request, !request.isEmpty, !id.isEmpty, request != id { return }
    complete(at: now)
    request = nil
  }

  mutating func interrupt(_ through: Turn?, at now: Duration) {
    func ends(_ turn: Turn) -> Bool { through.map { !turn.isNone && turn.number <= $0.number } ?? true }
    if let through, through.number > endedThrough.number { endedThrough = through }
    if let open = openUtterance {
      if ends(utterances[open].turn) {
        input = SpeechInput()
        if through == nil { (muted, mutedRequest) = (utterances[open].turn, request) }
        request = nil
      }
    } else if through == nil, let request {
      (muted, mutedRequest) = (Turn.none, request)
      self.request = nil
    }
    let isHeard = speaking.map { ends($0.turn) } ?? false
    utterances.removeAll { ends($0.turn) }
    guard isHeard else { return }
    speaking = nil
    heardAt = now
    if case .connected = link { mustInterrupt = true }
  }
}
