internal import TenCore

/// One side of a connected Unix socket, or a pipe to a child process.
///
/// What was read and waits is bounded, and so is what waits to be written: nothing is read while the consumer is behind, and a writer waits. On the loop's
/// thread only. Must be closed. A program that writes to pipes must ignore `SIGPIPE`; it then gets `EPIPE` as an error.
public final class UVPipe: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.

  public struct Limits: Sendable {
    /// Bytes read ahead of the consumer; at most one read of 64 KiB more.
    public var read = 65_536
    /// Bytes that wait to be written; the last write may go beyond.
    public var write = 1_048_576

    public init() {}
  }

  let handle: StreamHandle

  init(handle: StreamHandle) { self.handle = handle }

  deinit { handle.ownerIsGone() }

  /// Connects to the Unix socket at `path`.
  public static func connect(
    _ loop: UVLoop, path: String, limits: Limits = Limits(), file: String = #fileID, line: UInt = #line
  ) async throws -> UVPipe {
    try UnixSocket.check(path)
    let pipe = UVPipe(loop, name: path, limits, HandleDescription(kind: "pipe", file: file, line: line))
    let connected = Outcome(loop)
    pipe.handle.memory.connect(path: path) { status in
      loop.beginCallback()
      connected.came(status, attempted: "connecting to \(path)")
    }
    do {
      try await connected.get()
    } catch {
      pipe.close()
      throw error
    }
    return pipe
  }

  /// Takes over an open descriptor of a Unix socket or pipe; it is closed with the pipe, and left alone when this throws.
  public static func open(
    _ loop: UVLoop, descriptor: CInt, limits: Limits = Limits(), file: String = #fileID, line: UInt = #line
  ) throws(UVError) -> UVPipe {
    let name = "descriptor \(descriptor)"
    let pipe = UVPipe(loop, name: name, limits, HandleDescription(kind: "pipe", file: file, line: line))
    let code = pipe.handle.memory.open(descriptor: descriptor)
    guard code < 0 else { return pipe }
    pipe.close()
    throw UVError(rawValue: code, attempted: "opening \(name) as a pipe")
  }

  /// Two sides of one connection.
  public static func pair(
    _ loop: UVLoop, limits: Limits = Limits(), file: String = #fileID, line: UInt = #line
  ) throws(UVError) -> (UVPipe, UVPipe) {
    let descriptors = try UV.socketPair()
    let first = try open(loop, descriptor: descriptors.0, limits: limits, file: file, line: line)
    do throws(UVError) {
      return (first, try open(loop, descriptor: descriptors.1, limits: limits, file: file, line: line))
    } catch {
      first.close()
      throw error
    }
  }

  init(_ loop: UVLoop, name: String, _ limits: Limits, _ site: HandleDescription) {
    loop.requireThread()
    handle = StreamHandle(loop, name: name, limits: limits, site: site)
  }

  public var loop: UVLoop { handle.loop }

  /// The bytes that have come, at least one; nil when the other side has ended. One task at a time.
  public func read() async throws -> [UInt8]? { try await handle.read() }

  /// Waits for room in the queue, then writes or queues `bytes`.
  public func write(_ bytes: [UInt8]) async throws {
    while !handle.hasRoom { try await handle.writers.wait { [handle] in handle.hasRoom || handle.isClosing ? () : nil } }
    try offer(bytes)
  }

  /// Writes or queues `bytes` without waiting; `done` is called when the system has taken them, or with what went wrong.
  /// - Throws: `UVError.queueFull` when the queue is full.
  public func offer(_ bytes: [UInt8], done: ((UVError?) -> Void)? = nil) throws(UVError) {
    let result = bytes.withUnsafeBytes { bytes in Result { () throws(UVError) in try handle.write(bytes, done: done) } }
    try result.get()
  }

  /// Ends this side's writing once the queue is written: the other side reads its end. Reading goes on.
  public func shutdown() async throws {
    let ended = Outcome(loop)
    let name = handle.name
    try UV.check(
      handle.memory.shutdown { [loop] status in
        loop.beginCallback()
        ended.came(status, attempted: "ending what is written to \(name)")
      }, "ending what is written to \(name)")
    try await ended.get()
  }

  /// The system's descriptor, to hand to a child; -1 when closed.
  public var descriptor: CInt { handle.isClosing ? -1 : handle.memory.descriptor }

  /// Bytes that wait to be written.
  public var queuedBytes: Int { handle.queued }

  /// Who is on the other side, as the system knows it.
  public var peer: PeerCredentials {
    get throws(UVError) { try UnixSocket.peer(of: handle.memory.descriptor, handle.name) }
  }

  /// What waits for it ends with `UVError.cancelled`, what was not written is let go. May be called more than once.
  public func close() { handle.close() }
}

/// What becomes of one request to libuv, and the task that waits for it. On the loop's thread only.
private final class Outcome: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private let list: WaitList<Void>
  private var result: Result<Void, UVError>?

  init(_ loop: UVLoop) { list = WaitList(loop) }

  func came(_ status: CInt, attempted: String) {
    let result: Result<Void, UVError> = status < 0 ? .failure(UVError(rawValue: status, attempted: attempted)) : .success(())
    self.result = result
    list.resumeAll(result.mapError { $0 })
  }

  func get() async throws { try await list.wait { try self.result?.get() } }
}
