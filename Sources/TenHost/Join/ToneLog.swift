/// Turns the frames of one participant into runs of one number each, as `TonePair` reads them: who hears a test voice can tell whose turn it was.
struct ToneLog {
  enum Frame: Equatable {
    case silence
    /// Sound with this number; nil when it carries none, as where two numbers meet.
    case sound(Int?)
  }

  struct Run: Equatable {
    let number: Int?
    /// When its first and its last frame came.
    let from: UInt64
    var to: UInt64
    var frames: Int
  }

  /// What comes after a longer gap begins a new run.
  static let longestGap: UInt64 = 100_000_000

  private var open: Run?
  private var ended: [Run] = []

  mutating func add(_ frame: Frame, now: UInt64) {
    guard case .sound(let number) = frame else { return end() }
    if let run = open, run.number == number, now <= run.to + Self.longestGap {
      open?.to = now
      open?.frames += 1
      return
    }
    end()
    open = Run(number: number, from: now, to: now, frames: 1)
  }

  /// The runs that have ended since the last call.
  mutating func take(now: UInt64) -> [Run] {
    if let run = open, now > run.to + Self.longestGap { end() }
    defer { ended = [] }
    return ended
  }

  private mutating func end() {
    if let run = open { ended.append(run) }
    open = nil
  }
}
