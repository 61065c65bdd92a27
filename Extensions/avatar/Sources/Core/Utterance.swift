internal import TenRuntime
internal import TenCore

/// One utterance: its samples (24 kHz mono, 16 bit) from the first that may not have been heard yet, and how far it was sent.
struct Utterance {
  /// The vendor's `event_id`: one for all pieces and for the end.
  let id: String
  let requestID: String
  let turn: Turn
  private(set) var bytes: [UInt8] = []
  /// How many of `bytes` were sent.
  private(set) var sent = 0
  /// Nothing more comes in.
  var isComplete = false
  var isEndSent = false
  /// Since when something waits to be sent.
  private(set) var waitingSince: Duration?
  /// When what was sent has been heard.
  private(set) var heardAt: Duration = .zero
  /// Whether anything of it was sent over the present connection.
  private(set) var hasBegun = false
  /// When its first piece over the present connection is to be heard.
  private(set) var beginsAt: Duration = .zero
  /// Whether the vendor has said that it speaks it; until then nothing of it counts as heard.
  var isSpoken: Bool
  private let isBelieved: Bool

  /// - Parameter isBelieved: what was sent counts as spoken without the vendor's word.
  init(id: String, requestID: String, turn: Turn, isBelieved: Bool = false) {
    self.isBelieved = isBelieved
    isSpoken = isBelieved
    self.id = id
    self.requestID = requestID
    self.turn = turn
  }

  var unsent: Int { bytes.count - sent }

  mutating func append(_ samples: [UInt8], at now: Duration) {
    guard !samples.isEmpty else { return }
    if unsent == 0 { waitingSince = now }
    bytes += samples
  }

  /// Takes the next piece, which is heard until `heardAt`.
  mutating func take(_ count: Int, heardAt: Duration, at now: Duration) -> [UInt8] {
    forgetHeard(at: now)
    let piece = Array(bytes[sent..<sent + count])
    sent += count
    if !hasBegun { beginsAt = heardAt - Speech.duration(of: count) }
    hasBegun = true
    self.heardAt = heardAt
    waitingSince = unsent > 0 ? now : nil
    return piece
  }

  /// The connection is gone: what was sent and not heard is to be sent again.
  mutating func rewind(at now: Duration) {
    forgetHeard(at: now)
    sent = 0
    hasBegun = false
    isEndSent = false
    isSpoken = isBelieved
    if !bytes.isEmpty { waitingSince = now }
  }

  /// Whether it was sent to its end and, by the clock, heard.
  func isOver(at now: Duration) -> Bool { isComplete && unsent == 0 && (isEndSent && isSpoken || !hasBegun) && heardAt <= now }

  private mutating func forgetHeard(at now: Duration) {
    guard isSpoken else { return }
    let unheard = heardAt > now ? min(sent, Speech.bytes(in: heardAt - now)) : 0
    let heard = (sent - unheard) & ~1
    bytes.removeFirst(heard)
    sent -= heard
  }
}

/// Figures of the vendor's audio format.
enum Speech {
  static let bytesPerSecond = 48_000

  static func duration(of bytes: Int) -> Duration { .nanoseconds(Int64(bytes) * 1_000_000_000 / Int64(bytesPerSecond)) }

  /// Whole samples.
  static func bytes(in duration: Duration) -> Int {
    let nanoseconds =
      Int(clamping: min(duration, .seconds(3_600)).components.seconds) * 1_000_000_000 + Int(duration.components.attoseconds / 1_000_000_000)
    return nanoseconds / 1_000 * bytesPerSecond / 1_000_000 & ~1
  }
}
