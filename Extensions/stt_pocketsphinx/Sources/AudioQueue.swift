/// Samples of 16 kHz that wait for the decoder, with their place in the session, and the wishes to end an utterance among them. Bounded: beyond its limit the
/// oldest samples are dropped.
struct AudioQueue<Wish: Sendable & Equatable>: Sendable {
  enum Work: Sendable, Equatable {
    case decode([Int16], at: Int)
    case finalize(Wish)
  }

  let limit: Int
  /// What is decoded in one go, and the least that is worth it.
  let piece: Int
  let least: Int
  static var maximumWishes: Int { 64 }

  private var samples: [Int16] = []
  /// The place of the first sample that waits.
  private var position = 0
  private var wishes: [(place: Int, wish: Wish)] = []

  init(limit: Int = 80_000, piece: Int = 3_200, least: Int = 1_600) {
    self.limit = limit
    self.piece = piece
    self.least = least
  }

  /// - Returns: how many samples were dropped for these.
  mutating func append(_ new: [Int16]) -> Int {
    samples += new
    let excess = samples.count - limit
    guard excess > 0 else { return 0 }
    samples.removeFirst(excess)
    position += excess
    return excess
  }

  /// - Returns: false when too many wishes wait.
  mutating func finalize(_ wish: Wish) -> Bool {
    guard wishes.count < Self.maximumWishes else { return false }
    wishes.append((position + samples.count, wish))
    return true
  }

  /// What is to be done next; nil while too little waits.
  mutating func next() -> Work? {
    var count = samples.count
    if let first = wishes.first {
      count = first.place - position
      if count <= 0 { return .finalize(wishes.removeFirst().wish) }
    } else if count < least {
      return nil
    }
    count = min(count, piece)
    let taken = Array(samples.prefix(count))
    defer { position += count }
    samples.removeFirst(count)
    return .decode(taken, at: position)
  }
}
