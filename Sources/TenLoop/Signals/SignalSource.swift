internal import TenCore

/// Calls a closure on the loop when the process gets a signal. For executables; a library or an extension leaves signals alone.
///
/// On the loop's thread only. Must be closed. Signals that come close together may be told once.
public final class SignalSource: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private let handle: SignalHandle

  /// - Parameter signal: such as `SIGTERM`; the system lets nobody watch for `SIGKILL` and `SIGSTOP`.
  public init(
    _ loop: UVLoop, signal: CInt, file: String = #fileID, line: UInt = #line, _ callback: @escaping () -> Void
  ) throws(UVError) {
    loop.requireThread()
    let memory = try HandleMemory.signal(loop.memory)
    handle = SignalHandle(loop, memory, HandleDescription(kind: "signal", file: file, line: line), callback)
    let code = memory.watch(signal)
    guard code < 0 else { return }
    handle.close()
    throw UVError(rawValue: code, attempted: "watching for signal \(signal)")
  }

  deinit { handle.ownerIsGone() }

  /// The closure is not called any more. May be called more than once.
  public func close() { handle.close() }
}

final class SignalHandle: UVHandle, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private var callback: (() -> Void)?

  init(_ loop: UVLoop, _ memory: HandleMemory, _ site: HandleDescription, _ callback: @escaping () -> Void) {
    self.callback = callback
    super.init(loop, memory, site)
  }

  func cameIn() {
    loop.beginCallback()
    callback?()
  }

  override func willClose() { callback = nil }
}
