/// One side of a connected Unix socket or pipe: a bounded buffer of what was read, and a bounded queue of what is to be written.
final class StreamHandle: UVHandle, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  let name: String
  let limits: UVPipe.Limits
  let readers: WaitList<[UInt8]?>
  let writers: WaitList<Void>
  private var buffer: [UInt8] = []
  private var isReading = false
  /// Nothing more will be read: nil at a plain end, else why.
  private var end: UVError??
  /// Bytes that libuv has still to write.
  private(set) var queued = 0
  private var writeFailure: UVError?

  init(_ loop: UVLoop, name: String, limits: UVPipe.Limits, site: HandleDescription) {
    self.name = name
    self.limits = limits
    readers = WaitList(loop)
    writers = WaitList(loop)
    super.init(loop, .pipe(loop.memory), site)
  }

  func read() async throws -> [UInt8]? {
    loop.requireThread()
    guard readers.isEmpty else { throw UVError.busy.attempting("reading from \(name), from which another task reads,") }
    return try await readers.wait {
      guard self.readers.isEmpty else { throw UVError.busy.attempting("reading from \(self.name), from which another task reads,") }
      if let bytes = try self.takeOrStart() { return .some(bytes) }
      if case .some(.none) = self.end { return .some(nil) }
      return nil
    }
  }

  /// Takes what is there. - Returns: nil when there is nothing yet, or the end is reached.
  private func takeOrStart() throws(UVError) -> [UInt8]? {
    guard !isClosing else { throw UVError.cancelled.attempting("reading from \(name), which is closed,") }
    let bytes = buffer
    buffer = []
    if bytes.isEmpty, case .some(.some(let error)) = end { throw error }
    if end == nil, !isReading {
      try UV.check(memory.startReading(), "reading from \(name)")
      isReading = true
    }
    return bytes.isEmpty ? nil : bytes
  }

  func didRead(_ count: Int, _ bytes: UnsafeRawBufferPointer) {
    loop.beginCallback()
    // Zero means: nothing after all.
    guard count != 0 else { return }
    guard count > 0 else {
      let error = UVError(rawValue: CInt(count), attempted: "reading from \(name)")
      memory.stopReading()
      isReading = false
      end = .some(error == .endOfFile ? nil : error)
      readers.resumeAll(error == .endOfFile ? .success(nil) : .failure(error))
      return
    }
    guard readers.isEmpty else {
      readers.resumeFirst(.success(Array(bytes)))
      return
    }
    buffer.append(contentsOf: bytes)
    if buffer.count >= limits.read {
      memory.stopReading()
      isReading = false
    }
  }

  /// Whether a write is taken now.
  var hasRoom: Bool { queued < limits.write }

  /// Writes or queues `bytes`; `done` is called when the system has them.
  func write(_ bytes: UnsafeRawBufferPointer, done: ((UVError?) -> Void)?) throws(UVError) {
    loop.requireThread()
    guard !isClosing else { throw UVError.cancelled.attempting("writing to \(name), which is closed,") }
    if let writeFailure { throw writeFailure }
    guard hasRoom else { throw UVError.queueFull.attempting("writing \(bytes.count) bytes to \(name), with \(queued) waiting to be written,") }
    var rest = bytes
    if queued == 0 {
      let written = memory.tryWrite(bytes)
      if written < 0 { throw failed(written) }
      rest = UnsafeRawBufferPointer(rebasing: bytes[Int(written)...])
    }
    guard !rest.isEmpty else {
      done?(nil)
      return
    }
    let count = rest.count
    let code = memory.write(rest) { [self] status in
      loop.beginCallback()
      queued -= count
      let error = status < 0 ? failed(status) : nil
      done?(error)
      if let error { writers.resumeAll(.failure(error)) } else if hasRoom { writers.resumeAll(.success(())) }
    }
    if code < 0 { throw failed(code) }
    queued += count
  }

  private func failed(_ code: CInt) -> UVError {
    let error = UVError(rawValue: code, attempted: "writing to \(name)")
    writeFailure = error
    return error
  }

  override func willClose() {
    let error = UVError.cancelled.attempting("using \(name), which was closed meanwhile,")
    readers.resumeAll(.failure(error))
    writers.resumeAll(.failure(error))
  }
}
