internal import CUV

/// Signals and child processes.
extension HandleMemory {
  static func signal(_ loop: LoopMemory) throws(UVError) -> HandleMemory {
    let memory = HandleMemory(UV_SIGNAL)
    let code = uv_signal_init(loop.loop, memory.address.assumingMemoryBound(to: uv_signal_t.self))
    guard code < 0 else { return memory }
    memory.free()
    throw UVError(rawValue: code, attempted: "watching for signals")
  }

  func watch(_ signal: CInt) -> CInt {
    let callback: uv_signal_cb = { handle, _ in
      unsafeDowncast(UVHandle.of(UnsafeMutableRawPointer(handle!)), to: SignalHandle.self).cameIn()
    }
    return uv_signal_start(address.assumingMemoryBound(to: uv_signal_t.self), callback, signal)
  }

  static func process() -> HandleMemory { HandleMemory(UV_PROCESS) }

  /// Starts a child. The handle is to be closed in any case.
  func spawn(_ loop: LoopMemory, _ options: ChildProcess.Options, _ pipes: [HandleMemory?]) -> CInt {
    let arguments = CStrings([options.executable] + options.arguments)
    let environment = options.environment.map { variables in CStrings(variables.map { "\($0.key)=\($0.value)" }.sorted()) }
    defer {
      arguments.free()
      environment?.free()
    }
    var stdio = zip(options.stdio, pipes).enumerated().map { Self.container($0.offset, $0.element.0, $0.element.1) }
    return options.executable.withCString { file in
      (options.directory ?? "").withCString { directory in
        stdio.withUnsafeMutableBufferPointer { stdio in
          var c = uv_process_options_t()
          c.file = file
          c.args = arguments.pointer
          c.env = environment?.pointer
          c.cwd = options.directory == nil ? nil : directory
          c.flags = options.ownGroup ? UV_PROCESS_DETACHED.rawValue : 0
          c.stdio_count = CInt(stdio.count)
          c.stdio = stdio.baseAddress
          c.exit_cb = { process, status, signal in
            let owner = unsafeDowncast(UVHandle.of(UnsafeMutableRawPointer(process!)), to: ProcessHandle.self)
            owner.didExit(signal == 0 ? .exited(code: Int(status)) : .signalled(Int(signal)))
          }
          return uv_spawn(loop.loop, address.assumingMemoryBound(to: uv_process_t.self), &c)
        }
      }
    }
  }

  var processID: CInt { uv_process_get_pid(address.assumingMemoryBound(to: uv_process_t.self)) }

  private static func container(_ index: Int, _ choice: ChildProcess.Stdio, _ pipe: HandleMemory?) -> uv_stdio_container_t {
    var container = uv_stdio_container_t()
    switch choice {
    case .ignored: container.flags = UV_IGNORE
    case .inherited: container = inherited(CInt(index))
    case .descriptor(let descriptor): container = inherited(descriptor)
    case .pipe:
      container.flags = uv_stdio_flags(UV_CREATE_PIPE.rawValue | UV_READABLE_PIPE.rawValue | UV_WRITABLE_PIPE.rawValue)
      container.data.stream = pipe?.address.assumingMemoryBound(to: uv_stream_t.self)
    }
    return container
  }

  private static func inherited(_ descriptor: CInt) -> uv_stdio_container_t {
    var container = uv_stdio_container_t()
    container.flags = UV_INHERIT_FD
    container.data.fd = descriptor
    return container
  }
}

extension UV {
  /// - Parameter process: negative for the group of that number.
  static func kill(_ process: CInt, _ signal: CInt) -> CInt { uv_kill(process, signal) }
}

/// A list of C strings that ends with nil.
private struct CStrings {
  let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointer = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() { (pointer + index).initialize(to: Self.copy(string)) }
    (pointer + count).initialize(to: nil)
  }

  func free() {
    for index in 0..<count { pointer[index]?.deallocate() }
    pointer.deallocate()
  }

  private static func copy(_ string: String) -> UnsafeMutablePointer<CChar> {
    let bytes = string.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    bytes.withUnsafeBufferPointer { copy.initialize(from: $0.baseAddress!, count: $0.count) }
    return copy
  }
}
