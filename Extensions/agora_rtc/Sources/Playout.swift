internal import TenChannel
internal import TenCore

/// What is to be published, and when: pieces of 20 ms, at the pace at which they are heard. Without I/O: time comes in as an argument.
///
/// Each piece is due when the one before it has been heard, counted in samples from one instant, so nothing drifts. Audio that ran dry goes on when
/// more comes.
struct Playout {
  private struct Chunk {
    var payload: Payload
    let sampleRate: Int
    let channels: Int
    let turn: Turn

    var samples: Int { payload.count / (channels * 2) }
    var nanoseconds: Int64 { Int64(samples) * 1_000_000_000 / Int64(sampleRate) }
    func hasFormat(of other: Chunk) -> Bool { sampleRate == other.sampleRate && channels == other.channels }
  }

  /// Longer than any frame of speech; one beyond it is no frame.
  static let longestFrame = Duration.seconds(30)
  private var chunks: [Chunk] = []
  /// Chunks at the begin that are used up: removed together, so that taking one costs nothing.
  private var used = 0
  private var waiting: Int64 = 0
  private var endedThrough: UInt32 = 0
  private let epoch: Duration
  /// When the pieces at the present rate began, and how many samples they had since.
  private var anchor: Duration
  private var samples = 0
  private var rate = 1

  /// - Parameter epoch: when the media clock is zero.
  init(epoch: Duration) {
    self.epoch = epoch
    anchor = epoch
  }

  /// How long what waits will be heard.
  var queued: Duration { .nanoseconds(waiting) }

  /// When the next piece is due; nil where nothing waits.
  var due: Duration? { used < chunks.count ? next : nil }

  private var next: Duration { anchor + .nanoseconds(Int64(samples) * 1_000_000_000 / Int64(rate)) }

  func hasEnded(_ turn: Turn) -> Bool { !turn.isNone && turn.number <= endedThrough }

  /// Takes a frame, unless its turn has ended. An incomplete sample at its end is left out.
  /// - Returns: why it cannot be played, or nil.
  mutating func append(_ frame: AudioFrame, at now: Duration) -> String? {
    if let reason = Self.refusal(frame) { return reason }
    let payload =
      frame.payload.count % (frame.channels * 2) == 0
      ? frame.payload : frame.payload[0..<frame.payload.count / (frame.channels * 2) * frame.channels * 2]
    guard !payload.isEmpty, !hasEnded(frame.turn) else { return nil }
    if used == chunks.count, next < now { restart(at: now) }
    let chunk = Chunk(payload: payload, sampleRate: frame.sampleRate, channels: frame.channels, turn: frame.turn)
    chunks.append(chunk)
    waiting += chunk.nanoseconds
    return nil
  }

  /// The piece that is due; nil when none is yet.
  mutating func take(at now: Duration) -> ChannelAudio? {
    guard used < chunks.count, next <= now else { return nil }
    let format = chunks[used]
    // A loop that stood still must not send a minute of speech at once.
    if now - next > .seconds(1) { restart(at: now) }
    if format.sampleRate != rate {
      anchor = next
      samples = 0
      rate = format.sampleRate
    }
    let timestamp = (next - epoch).nanoseconds / 1_000_000
    let payload = gather(max(1, format.sampleRate / 50), format)
    samples += payload.count / (format.channels * 2)
    while samples >= rate {
      samples -= rate
      anchor += .seconds(1)
    }
    if used == chunks.count || used > 64 { compact() }
    return ChannelAudio(sampleRate: format.sampleRate, channels: format.channels, timestamp: Int64(timestamp), payload: payload)
  }

  /// Drops what belongs to these turns, now and in future.
  /// - Returns: how long it would have been heard.
  mutating func endTurns(through turn: Turn) -> Duration {
    endedThrough = max(endedThrough, turn.number)
    let ended = endedThrough
    return drop { !$0.isNone && $0.number <= ended }
  }

  /// Drops all that waits.
  mutating func dropAll() -> Duration { drop { _ in true } }

  private mutating func drop(_ isDropped: (Turn) -> Bool) -> Duration {
    compact()
    let before = waiting
    chunks.removeAll { isDropped($0.turn) }
    waiting = chunks.reduce(0) { $0 + $1.nanoseconds }
    return .nanoseconds(before - waiting)
  }

  /// Up to `count` samples from the chunks of one format; not copied where one chunk holds them all.
  private mutating func gather(_ count: Int, _ format: Chunk) -> Payload {
    let block = format.channels * 2
    let first = cut(count)
    guard first.count < count * block, used < chunks.count, chunks[used].hasFormat(of: format) else { return first }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * block)
    first.withUnsafeBytes { bytes += $0 }
    while bytes.count < count * block, used < chunks.count, chunks[used].hasFormat(of: format) {
      cut(count - bytes.count / block).withUnsafeBytes { bytes += $0 }
    }
    return Payload(bytes)
  }

  /// Takes up to `count` samples from the first chunk.
  private mutating func cut(_ count: Int) -> Payload {
    let chunk = chunks[used]
    let bytes = min(chunk.payload.count, count * chunk.channels * 2)
    waiting -= chunk.nanoseconds
    if bytes == chunk.payload.count {
      chunks[used].payload = Payload()
      used += 1
    } else {
      chunks[used].payload = chunk.payload[bytes..<chunk.payload.count]
      waiting += chunks[used].nanoseconds
    }
    return chunk.payload[0..<bytes]
  }

  private mutating func compact() {
    chunks.removeFirst(used)
    used = 0
  }

  private mutating func restart(at now: Duration) {
    anchor = now
    samples = 0
  }

  private static func refusal(_ frame: AudioFrame) -> String? {
    let format = "\(frame.sampleRate) Hz, \(frame.channels) channels, \(frame.bytesPerSample) bytes a sample"
    guard frame.bytesPerSample == 2 else { return "it has \(format); only 16-bit samples can be published" }
    guard (1_000...192_000).contains(frame.sampleRate), (1...8).contains(frame.channels) else {
      return "it has \(format); publish 1000 to 192000 Hz and 1 to 8 channels"
    }
    guard !frame.isPlanar || frame.channels == 1 else { return "its channels are not interleaved; interleave them" }
    guard frame.duration <= longestFrame else { return "it lasts \(frame.duration); send frames of at most \(longestFrame)" }
    return nil
  }
}
