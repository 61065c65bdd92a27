internal import TenCore
internal import TenLoop

/// Frames over a pipe: what is to be written waits in a bounded queue of its own. On the loop's thread only; must be closed.
final class FramePipe: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private let pipe: UVPipe
  private var queue = FrameQueue()
  private var decoder = FrameDecoder()
  private var isWriting = false
  private var isPumping = false
  private(set) var isClosed = false
  private var closesWhenEmpty = false

  init(_ pipe: UVPipe) { self.pipe = pipe }

  var dropped: Int { queue.dropped }

  /// Whether so many bytes more may wait.
  func hasRoom(_ count: Int) -> Bool { !isClosed && queue.bytes + count <= queue.bound }

  /// The next frame; nil at the end.
  func next() async throws -> Frame? {
    while true {
      if let frame = try decoder.next() { return frame }
      guard let bytes = try await pipe.read() else { return nil }
      decoder.add(bytes)
    }
  }

  /// - Returns: false when the reader is too far behind for what may not be dropped.
  func send(_ frame: Frame) -> Bool {
    guard !isClosed, !closesWhenEmpty else { return true }
    let isKept = queue.add(frame)
    pump()
    return isKept
  }

  private func pump() {
    guard !isPumping, !isClosed else { return }
    isPumping = true
    while !isWriting, !queue.isEmpty, !isClosed { write(queue.take()) }
    isPumping = false
    if closesWhenEmpty, !isWriting { close() }
  }

  private func write(_ bytes: [UInt8]) {
    isWriting = true
    do throws(UVError) {
      try pipe.offer(bytes) { [weak self] _ in
        guard let self else { return }
        self.isWriting = false
        self.pump()
      }
    } catch {
      // The reader learns of it, too, and ends the connection.
      queue.dropAll()
      isWriting = false
    }
  }

  /// Writes `last` after what may not be lost, and closes when it is written, or after a second.
  func finish(_ last: Frame?, isBehind: Bool = false) {
    guard !isClosed, !closesWhenEmpty else { return }
    if isBehind { queue.dropAll() }
    if let last { _ = queue.add(last) }
    closesWhenEmpty = true
    _ = pipe.loop.after(1_000_000_000) { [weak self] in self?.close() }
    pump()
  }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    queue.dropAll()
    pipe.close()
  }
}
