internal import TenCore

/// A child process, owned by whoever started it: closing it while it runs kills it, and it is always waited for.
///
/// On the loop's thread only. Nothing else in the process may wait for children (Foundation's `Process` does), and all are started on one loop.
public final class ChildProcess: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  let handle: ProcessHandle
  public let processID: CInt
  /// The connections that `Stdio.pipe` asked for, by descriptor. Owned by the child: closed with it.
  public let pipes: [UVPipe?]

  /// Starts a child. Its signals are at their defaults. It has the descriptors of `stdio`, and those of the parent that are not closed on exec.
  /// - Throws: `UVError`, when the program is not found or may not be run, too.
  public static func spawn(
    _ loop: UVLoop, _ options: Options, file: String = #fileID, line: UInt = #line
  ) throws(UVError) -> ChildProcess {
    loop.requireThread()
    try options.check()
    let handle = ProcessHandle(loop, HandleDescription(kind: "process", file: file, line: line), ownGroup: options.ownGroup)
    let pipes = options.stdio.enumerated().map { index, choice -> UVPipe? in
      guard choice == .pipe else { return nil }
      let site = HandleDescription(kind: "pipe", file: file, line: line)
      return UVPipe(loop, name: "descriptor \(index) of \(options.executable)", .init(), site)
    }
    let code = handle.memory.spawn(loop.memory, options, pipes.map { $0?.handle.memory })
    guard code < 0 else { return ChildProcess(handle, pipes) }
    handle.close()
    for pipe in pipes { pipe?.close() }
    throw UVError(rawValue: code, attempted: "starting \(options.executable)\(options.directory.map { " in \($0)" } ?? "")")
  }

  private init(_ handle: ProcessHandle, _ pipes: [UVPipe?]) {
    self.handle = handle
    self.pipes = pipes
    processID = handle.memory.processID
    handle.processID = processID
  }

  deinit {
    if !handle.isGivenUp { handle.ownerIsGone() }
  }

  /// How it ended; nil while it runs.
  public var exitStatus: ChildExit? { handle.exit }

  /// Waits for the end of the child. More than one task may.
  public func exit() async throws -> ChildExit {
    try await handle.exits.wait { [handle] in
      if let exit = handle.exit { return exit }
      guard !handle.isClosing else { throw UVError.cancelled.attempting("waiting for child \(processID), which is closed,") }
      return nil
    }
  }

  /// Sends a signal to the child, or to its group (`Options.ownGroup`).
  public func kill(_ signal: CInt, group: Bool = false) throws(UVError) { try handle.kill(signal, group: group) }

  /// Lets go of the child and its pipes. One that still runs is killed, with its group when it has one. May be called more than once.
  public func close() {
    for pipe in pipes { pipe?.close() }
    handle.giveUp()
  }

  /// Lets go of a child that is to live on, and stops watching it. For a parent that is about to end: until then a child that ends stays a zombie.
  public func release() {
    for pipe in pipes { pipe?.close() }
    handle.close()
  }
}
