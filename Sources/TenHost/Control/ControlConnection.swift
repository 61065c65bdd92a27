internal import TenControl
internal import TenCore
internal import TenLoop

/// One connection to a host. Before its `hello` nothing is done for it.
///
/// Answers and events are written when the other side reads: what it has not read stays in the journal, whose oldest events go. On the loop's thread only.
final class ControlConnection: @unchecked Sendable {
  // @unchecked: protected by the loop's thread, but for `tail`.

  /// What is left to be written, and to where: for the thread that sees the loop blocked. nil while a line is half written.
  struct Tail {
    var descriptor: CInt
    var cursor: Int
  }

  /// Answers that wait to be read before no more requests are taken.
  private static let mostAnswers = 256

  /// Bytes from which on a piece is written. Small: what is taken out of the journal is no longer dropped, and waits beside it.
  private static let piece = 1_024

  let id: Int
  let lines: LineChannel
  let tail = Locked<Tail?>(nil)
  private let stream: EventStream
  private var answers: [[UInt8]] = []
  /// The last event that was sent; nil until the connection controls the host.
  private var cursor: Int?
  private var ordinal: Int?
  private var isWriting = false
  private var isPumping = false
  private(set) var isClosed = false
  /// Commands of this connection that wait for their results.
  var underWay = 0
  private var waiting: UnsafeContinuation<Void, Never>?

  init(_ id: Int, _ pipe: UVPipe, _ stream: EventStream) {
    self.id = id
    self.stream = stream
    lines = LineChannel(pipe, limit: EventStream.longestLine)
  }

  /// Sends the events after `sequence` from now on.
  func follow(after sequence: Int) {
    let known = min(max(0, sequence), stream.last)
    cursor = known
    ordinal = stream.ordinal(of: known)
    pump()
  }

  func answer(_ reply: HostReply) {
    guard !isClosed else { return }
    let line = reply.line
    answers.append(line.count <= EventStream.longestLine ? line : Self.tooLong(reply, line.count))
    pump()
  }

  private static func tooLong(_ reply: HostReply, _ count: Int) -> [UInt8] {
    guard case .result(let id, _, let isFinal, _) = reply else { return HostReply.refused(reason: "the answer is too long").line }
    let detail = "the answer has \(count) bytes, more than the \(EventStream.longestLine) of a line"
    return HostReply.result(id: id, status: .error, isFinal: isFinal, ["detail": .string(detail)]).line
  }

  /// Waits until so few answers wait that the next request may be taken. For one task.
  func room() async {
    guard answers.count >= Self.mostAnswers, !isClosed else { return }
    await withUnsafeContinuation { continuation in
      // The other side may have read on the way here.
      if answers.count < Self.mostAnswers || isClosed { continuation.resume() } else { waiting = continuation }
    }
  }

  /// Writes what there is, as long as the other side reads.
  func pump() {
    guard !isPumping else { return }
    isPumping = true
    defer { isPumping = false }
    while !isClosed, !isWriting, let lines = nextLines() {
      isWriting = true
      tail.withLock { $0 = nil }
      do {
        try self.lines.pipe.offer(lines) { [weak self] error in self?.written(error) }
      } catch {
        close()
      }
    }
    if !isClosed, !isWriting, let cursor { tail.withLock { $0 = Tail(descriptor: lines.pipe.descriptor, cursor: cursor) } }
    if answers.count < Self.mostAnswers { resume() }
  }

  private func written(_ error: UVError?) {
    isWriting = false
    // The loop of `pump` goes on by itself where the system took the line at once.
    if error == nil { pump() } else { close() }
  }

  /// With their ends; as many as make a piece.
  private func nextLines() -> [UInt8]? {
    var lines: [UInt8] = []
    while lines.count < Self.piece, let next = answers.isEmpty ? nextEvent() : [answers.removeFirst()] {
      for line in next {
        lines += line
        lines.append(UInt8(ascii: "\n"))
      }
    }
    return lines.isEmpty ? nil : lines
  }

  /// The next event, and before it how many are missing, under the number of the last of those.
  private func nextEvent() -> [[UInt8]]? {
    guard let known = cursor, let event = stream.next(after: known) else { return nil }
    let missing = ordinal.map { event.ordinal - (event.isCounters ? 0 : 1) - $0 } ?? 0
    cursor = event.sequence
    ordinal = event.ordinal
    return missing > 0 ? [stream.dropped(missing, before: event.sequence), event.line] : [event.line]
  }

  /// Says why, and closes the connection.
  func refuse(_ reason: String) {
    guard !isClosed else { return }
    if !isWriting { try? lines.pipe.offer(HostReply.refused(reason: reason).line + [UInt8(ascii: "\n")]) }
    close()
  }

  /// May be called more than once.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    tail.withLock { $0 = nil }
    lines.close()
    resume()
  }

  private func resume() {
    let waiter = waiting
    waiting = nil
    waiter?.resume()
  }
}
