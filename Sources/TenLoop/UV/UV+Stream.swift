internal import CUV

/// Pipes and Unix sockets. Callbacks end in methods of `StreamHandle`.
extension HandleMemory {
  static func pipe(_ loop: LoopMemory) -> HandleMemory {
    let memory = HandleMemory(UV_NAMED_PIPE)
    uv_pipe_init(loop.loop, memory.pipe, 0)
    return memory
  }

  private var pipe: UnsafeMutablePointer<uv_pipe_t> { address.assumingMemoryBound(to: uv_pipe_t.self) }
  private var stream: UnsafeMutablePointer<uv_stream_t> { address.assumingMemoryBound(to: uv_stream_t.self) }

  /// Takes over an open descriptor; it is closed with the handle.
  func open(descriptor: CInt) -> CInt { uv_pipe_open(pipe, descriptor) }

  var descriptor: CInt {
    var result: CInt = -1
    return uv_fileno(handle, &result) == 0 ? result : -1
  }

  func listen(backlog: CInt) -> CInt {
    uv_listen(stream, backlog) { stream, status in
      unsafeDowncast(UVHandle.of(UnsafeMutableRawPointer(stream!)), to: ListenHandle.self).connectionCame(status)
    }
  }

  func accept(into client: HandleMemory) -> CInt { uv_accept(stream, client.stream) }

  func connect(path: String, done: @escaping (CInt) -> Void) {
    let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
    request.pointee.data = Completion.retain(done)
    uv_pipe_connect(request, pipe, path) { request, status in
      let completion = Completion.release(request!.pointee.data)
      request!.deallocate()
      completion.call(status)
    }
  }

  func startReading() -> CInt {
    uv_read_start(
      stream,
      { handle, _, buffer in
        let scratch = UVHandle.of(UnsafeMutableRawPointer(handle!)).loop.scratch
        buffer!.pointee = uv_buf_init(scratch.baseAddress!.assumingMemoryBound(to: CChar.self), UInt32(scratch.count))
      },
      { stream, count, buffer in
        let owner = unsafeDowncast(UVHandle.of(UnsafeMutableRawPointer(stream!)), to: StreamHandle.self)
        owner.didRead(count, UnsafeRawBufferPointer(start: buffer!.pointee.base, count: max(0, count)))
      })
  }

  func stopReading() { uv_read_stop(stream) }

  /// Writes what goes without waiting. - Returns: how many bytes, 0 when none would, or an error.
  func tryWrite(_ bytes: UnsafeRawBufferPointer) -> CInt {
    var buffer = Self.buffer(bytes)
    let code = uv_try_write(stream, &buffer, 1)
    return code == UV_EAGAIN.rawValue ? 0 : code
  }

  /// Queues a copy of `bytes`.
  func write(_ bytes: UnsafeRawBufferPointer, done: @escaping (CInt) -> Void) -> CInt {
    // One block: the request, then the bytes.
    let header = MemoryLayout<uv_write_t>.size
    let block = UnsafeMutableRawPointer.allocate(byteCount: header + bytes.count, alignment: 16)
    let request = block.bindMemory(to: uv_write_t.self, capacity: 1)
    let copy = UnsafeMutableRawBufferPointer(start: block + header, count: bytes.count)
    copy.copyMemory(from: bytes)
    request.pointee.data = Completion.retain(done)
    var buffer = Self.buffer(UnsafeRawBufferPointer(copy))
    let code = uv_write(request, stream, &buffer, 1) { request, status in
      let completion = Completion.release(request!.pointee.data)
      request!.deallocate()
      completion.call(status)
    }
    if code < 0 {
      _ = Completion.release(request.pointee.data)
      request.deallocate()
    }
    return code
  }

  /// Ends the writing side once all that is queued is written.
  func shutdown(done: @escaping (CInt) -> Void) -> CInt {
    let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
    request.pointee.data = Completion.retain(done)
    let code = uv_shutdown(request, stream) { request, status in
      let completion = Completion.release(request!.pointee.data)
      request!.deallocate()
      completion.call(status)
    }
    if code < 0 {
      _ = Completion.release(request.pointee.data)
      request.deallocate()
    }
    return code
  }

  private static func buffer(_ bytes: UnsafeRawBufferPointer) -> uv_buf_t {
    uv_buf_init(UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: CChar.self)), UInt32(bytes.count))
  }
}

extension UV {
  /// A connected pair of Unix sockets.
  static func socketPair() throws(UVError) -> (CInt, CInt) {
    var pair: (uv_os_sock_t, uv_os_sock_t) = (-1, -1)
    let code = withUnsafeMutablePointer(to: &pair) {
      $0.withMemoryRebound(to: uv_os_sock_t.self, capacity: 2) { uv_socketpair(CInt(streamType), 0, $0, 0, 0) }
    }
    try check(code, "making a pair of sockets")
    return pair
  }

  /// `SOCK_STREAM`, which is an enumeration in C.
  private static let streamType = 1
}

/// What a request of libuv calls when it ends.
private final class Completion {
  let call: (CInt) -> Void

  init(_ call: @escaping (CInt) -> Void) { self.call = call }

  static func retain(_ call: @escaping (CInt) -> Void) -> UnsafeMutableRawPointer {
    Unmanaged.passRetained(Completion(call)).toOpaque()
  }

  static func release(_ data: UnsafeMutableRawPointer?) -> Completion { Unmanaged<Completion>.fromOpaque(data!).takeRetainedValue() }
}
