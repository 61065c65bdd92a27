/// Lines over a pipe: one message a line, of bounded length. The control channel of a host speaks so.
///
/// On the loop's thread only. Must be closed, which closes the pipe.
public final class LineChannel: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  public let pipe: UVPipe
  /// Bytes in a line, without its end.
  public let limit: Int
  private var buffer: [UInt8] = []
  /// Bytes of the buffer that were handed out.
  private var taken = 0
  /// Bytes of the buffer in which there is no end of a line.
  private var searched = 0
  private var isAtEnd = false
  private var failure: LineError?

  public init(_ pipe: UVPipe, limit: Int = 1_048_576) {
    self.pipe = pipe
    self.limit = limit
  }

  /// The next line without its end; nil when the other side has ended. One task at a time.
  /// - Throws: `LineError`, after which nothing more can be read, or what the pipe throws.
  public func next() async throws -> [UInt8]? {
    while true {
      if let failure { throw failure }
      if let line = takeLine() { return line }
      if let failure { throw failure }
      guard !isAtEnd else { return nil }
      guard let bytes = try await pipe.read() else {
        isAtEnd = true
        if taken < buffer.count { failure = .endedInsideLine(bytes: buffer.count - taken) }
        continue
      }
      compact()
      buffer.append(contentsOf: bytes)
    }
  }

  private func takeLine() -> [UInt8]? {
    guard let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = buffer.count
      if buffer.count - taken > limit { fail() }
      return nil
    }
    guard end - taken <= limit else {
      fail()
      return nil
    }
    defer {
      taken = end + 1
      searched = taken
    }
    return Array(buffer[taken..<end])
  }

  private func fail() {
    failure = .tooLong(limit: limit)
    buffer = []
    taken = 0
    searched = 0
  }

  private func compact() {
    guard taken > 0 else { return }
    buffer.removeFirst(taken)
    searched -= taken
    taken = 0
  }

  /// Waits for room, then writes the line and its end.
  public func send(_ line: [UInt8]) async throws { try await pipe.write(try framed(line)) }

  /// Writes the line and its end without waiting.
  /// - Returns: false when too much waits to be written already; then nothing was written.
  public func offer(_ line: [UInt8]) throws -> Bool {
    let bytes = try framed(line)
    do {
      try pipe.offer(bytes)
      return true
    } catch .queueFull {
      return false
    }
  }

  private func framed(_ line: [UInt8]) throws(LineError) -> [UInt8] {
    guard line.count <= limit else { throw .tooLong(limit: limit) }
    guard !line.contains(UInt8(ascii: "\n")) else { throw .containsLineEnd }
    return line + [UInt8(ascii: "\n")]
  }

  /// May be called more than once.
  public func close() { pipe.close() }
}
