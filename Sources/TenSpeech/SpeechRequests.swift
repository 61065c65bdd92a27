public import TenAudio
public import TenCore

/// The requests of a node that speaks, by TEN's contract for TTS nodes: text comes in pieces under a request's id, requests are spoken one after the other,
/// and each that made a beginning has exactly one end. Does no work itself: it says what is next, and makes the messages.
public struct SpeechRequests: Sendable {
  public enum Reason: Int, Sendable {
    case complete = 1
    case interrupted, failed
  }

  /// A request that somebody works on. At most one at a time.
  public struct Claim: Sendable, Hashable {
    let serial: UInt64
    public let turn: Turn
  }

  public enum Step: Sendable, Hashable {
    case say(String)
    /// More text will come; the claim is released.
    case wait
    /// All text was said: `end` it.
    case complete
    /// It was ended meanwhile: nothing more of it is sent.
    case gone
  }

  private struct Request: Sendable {
    let claim: Claim
    let id: String
    let metadata: Value
    var pieces: [String] = []
    var isComplete = false
    var started: Duration?
    var microseconds = 0

    func message(_ name: MessageName) -> DataMessage {
      var message = DataMessage(name, ["request_id": .string(id), "metadata": metadata])
      message.turn = claim.turn
      return message
    }
  }

  public static let maximumRequests = 64
  /// Of text that waits, in bytes.
  public static let maximumText = 262_144
  /// A longer text is said in pieces.
  public static let maximumPiece = 400

  private var requests: [Request] = []
  private var claimed: UInt64?
  /// The ids of the last requests that have ended, the newest at the end.
  private var endedIDs: [String] = []
  private var lastSerial: UInt64 = 0

  public init() {}

  public var isEmpty: Bool { requests.isEmpty }

  /// Takes `tts_text_input`. Text of a request that has ended is dropped.
  /// - Throws: `AudioError` for a message that is none, and when too much waits.
  public mutating func add(_ message: DataMessage) throws(AudioError) {
    guard let id = message["request_id"]?.string, !id.isEmpty else {
      throw AudioError("speak a text", "it has no 'request_id'", advice: "give all texts of one answer the same one")
    }
    let attempt = "speak a text of request '\(id.prefix(80))'"
    guard id.utf8.count <= 256 else { throw AudioError(attempt, "its id has \(id.utf8.count) bytes, and 256 are allowed") }
    guard !endedIDs.contains(id), !message.turn.ended else { return }
    let pieces = SpeechText.pieces(message["text"]?.string ?? "", limit: Self.maximumPiece)
    let waiting = requests.reduce(0) { $0 + $1.pieces.reduce(0) { $0 + $1.utf8.count } }
    guard waiting + pieces.reduce(0, { $0 + $1.utf8.count }) <= Self.maximumText else {
      throw AudioError(attempt, "\(waiting) bytes of text wait already", advice: "send text no faster than it is spoken, or flush")
    }
    let index: Int
    if let known = requests.firstIndex(where: { $0.id == id }) {
      index = known
    } else {
      guard requests.count < Self.maximumRequests else { throw AudioError(attempt, "\(requests.count) requests wait already") }
      lastSerial += 1
      requests.append(Request(claim: Claim(serial: lastSerial, turn: message.turn), id: id, metadata: message["metadata"] ?? .object([:])))
      index = requests.count - 1
    }
    guard !requests[index].isComplete else { return }
    requests[index].pieces += pieces
    requests[index].isComplete = message["text_input_end"]?.bool ?? false
  }

  /// The first request, if there is something to do for it and nobody works.
  public mutating func claim() -> Claim? {
    guard claimed == nil, let first = requests.first, first.isComplete || !first.pieces.isEmpty else { return nil }
    claimed = first.claim.serial
    return first.claim
  }

  public func isLive(_ claim: Claim) -> Bool { claimed == claim.serial && requests.first?.claim == claim }

  public mutating func next(_ claim: Claim) -> Step {
    guard isLive(claim) else { return .gone }
    if !requests[0].pieces.isEmpty { return .say(requests[0].pieces.removeFirst()) }
    if requests[0].isComplete { return .complete }
    claimed = nil
    return .wait
  }

  /// `tts_audio_start`, to be sent before the first frame; nil when it was made before.
  public mutating func start(_ claim: Claim, now: Duration) -> DataMessage? {
    guard isLive(claim), requests[0].started == nil else { return nil }
    requests[0].started = now
    return requests[0].message("tts_audio_start")
  }

  /// The next frame of the request; nil when it has ended.
  public mutating func frame(_ claim: Claim, _ samples: Payload, sampleRate: Int) -> AudioFrame? {
    guard isLive(claim) else { return nil }
    var frame = AudioFrame("pcm_frame", sampleRate: sampleRate, channels: 1, payload: samples)
    frame.timestamp = Int64(requests[0].microseconds / 1_000)
    frame["metadata"] = requests[0].metadata
    frame.turn = claim.turn
    requests[0].microseconds += samples.count / 2 * 1_000_000 / max(1, sampleRate)
    return frame
  }

  /// Ends the request: the messages that say so, none when it has ended before.
  public mutating func end(_ claim: Claim, _ reason: Reason, now: Duration) -> [DataMessage] {
    guard isLive(claim) else { return [] }
    claimed = nil
    let start = reason == .interrupted || requests[0].started != nil ? nil : requests[0].message("tts_audio_start")
    if start != nil { requests[0].started = now }
    return [start, remove(at: 0, reason, now)].compactMap { $0 }
  }

  /// Ends the requests of `turn` and of the turns before it.
  public mutating func cancel(through turn: Turn, now: Duration) -> [DataMessage] {
    cancel(now) { !$0.claim.turn.isNone && $0.claim.turn.number <= turn.number }
  }

  /// Ends all requests.
  public mutating func cancelAll(now: Duration) -> [DataMessage] { cancel(now) { _ in true } }

  private mutating func cancel(_ now: Duration, _ isMeant: (Request) -> Bool) -> [DataMessage] {
    var messages: [DataMessage] = []
    for index in requests.indices.reversed() where isMeant(requests[index]) {
      if claimed == requests[index].claim.serial { claimed = nil }
      if let message = remove(at: index, .interrupted, now) { messages.insert(message, at: 0) }
    }
    return messages
  }

  /// - Returns: `tts_audio_end`, if the request had made a beginning.
  private mutating func remove(at index: Int, _ reason: Reason, _ now: Duration) -> DataMessage? {
    let request = requests.remove(at: index)
    endedIDs.append(request.id)
    if endedIDs.count > 256 { endedIDs.removeFirst() }
    guard let started = request.started else { return nil }
    var message = request.message("tts_audio_end")
    message["reason"] = Value(reason.rawValue)
    message["request_event_interval_ms"] = Value(max(0, (now - started).wholeMilliseconds))
    message["request_total_audio_duration_ms"] = Value(request.microseconds / 1_000)
    return message
  }
}

extension Duration {
  fileprivate var wholeMilliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
