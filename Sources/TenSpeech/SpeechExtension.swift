internal import TenAudio
public import TenCore
public import TenRuntime

/// A node that speaks, by TEN's contract for TTS nodes. It keeps `requests` and says one piece of text at a time; taking texts, flushes and interrupts,
/// and ending each request once, are done here.
///
/// `say` and `finish` run in a task of the request's turn, for one request at a time, so that an interrupt cancels them. An error that they throw ends
/// the request with the reason `failed`, and is reported.
public protocol SpeechExtension: Extension {
  /// Initially empty; changed by the calls of this protocol only.
  var requests: SpeechRequests { get set }
  /// Makes the sound of `text` and hands it to `send`.
  func say(_ text: String, _ claim: SpeechRequests.Claim) async throws
  /// All text of the request was said: sends what is left of its sound. Nothing by default.
  func finish(_ claim: SpeechRequests.Claim) async throws
}

extension SpeechExtension {
  public func finish(_ claim: SpeechRequests.Claim) async throws {}

  public func handle(_ data: DataMessage) async throws {
    switch data.name.text {
    case "tts_text_input":
      do { try requests.add(data) } catch { context.report(error) }
    case "tts_flush":
      for message in requests.cancelAll(now: context.clock.now) { try await context.send(message) }
      var end = DataMessage("tts_flush_end", ["metadata": data["metadata"] ?? .object([:])])
      end["flush_id"] = data["flush_id"]
      try await context.send(end)
    default:
      context.report("'\(context.nodeName)' got the data '\(data.name)'; it knows 'tts_text_input' and 'tts_flush'")
    }
    work()
  }

  public func interrupted(turn: Turn) async {
    for message in requests.cancel(through: turn, now: context.clock.now) { try? await context.send(message) }
    work()
  }

  public func stop() async {
    for message in requests.cancelAll(now: context.clock.now) { try? await context.send(message) }
  }

  /// Sends sound of the request, 16-bit samples of one channel, as fast as the receivers take it; what comes after the request's end is left out.
  public func send(_ pieces: some Sequence<Payload> & Sendable, sampleRate: Int, _ claim: SpeechRequests.Claim) async throws {
    if let message = requests.start(claim, now: context.clock.now) { try await context.send(message) }
    for piece in pieces {
      try await context.room(for: "pcm_frame")
      guard let frame = requests.frame(claim, piece, sampleRate: sampleRate) else { return }
      context.send(frame)
    }
  }

  private func work() {
    guard let claim = requests.claim() else { return }
    context.spawn(in: claim.turn) { await self.speak(claim) }
  }

  private func speak(_ claim: SpeechRequests.Claim) async {
    var reason: SpeechRequests.Reason?
    do {
      reason = try await sayAll(claim)
    } catch {
      reason = .interrupted
      if !Task.isCancelled, requests.isLive(claim) {
        reason = .failed
        context.report(error)
      }
    }
    if let reason {
      for message in requests.end(claim, reason, now: context.clock.now) { try? await context.send(message) }
    }
    work()
  }

  /// - Returns: nil when more text will come, or the request has ended meanwhile.
  private func sayAll(_ claim: SpeechRequests.Claim) async throws -> SpeechRequests.Reason? {
    while true {
      try Task.checkCancellation()
      switch requests.next(claim) {
      case .say(let text): try await say(text, claim)
      case .complete:
        try await finish(claim)
        return .complete
      case .wait, .gone: return nil
      }
    }
  }
}
