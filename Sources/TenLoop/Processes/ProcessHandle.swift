internal import TenCore

/// A child process. Its handle stays open until the child has ended, so that it is waited for: an early close would leave a zombie.
final class ProcessHandle: UVHandle, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  let exits: WaitList<ChildExit>
  private(set) var exit: ChildExit?
  /// Closed while the child runs: the handle goes with it.
  private(set) var isGivenUp = false
  let ownGroup: Bool
  /// Kept: the handle's memory is gone once it is closed.
  var processID: CInt = 0
  private var ends: [(ChildExit) -> Void] = []

  init(_ loop: UVLoop, _ site: HandleDescription, ownGroup: Bool) {
    exits = WaitList(loop)
    self.ownGroup = ownGroup
    super.init(loop, .process(), site)
  }

  /// Whether it will be gone without anybody doing more.
  override var isEnding: Bool { isGivenUp || super.isEnding }

  func didExit(_ exit: ChildExit) {
    loop.beginCallback()
    ended(exit)
    if isGivenUp { close() }
  }

  private func ended(_ exit: ChildExit) {
    guard self.exit == nil else { return }
    self.exit = exit
    exits.resumeAll(.success(exit))
    let calls = ends
    ends = []
    for call in calls { call(exit) }
  }

  /// Calls `body` when the child has ended; at once when it has by now.
  func whenEnded(_ body: @escaping (ChildExit) -> Void) {
    if let exit { body(exit) } else { ends.append(body) }
  }

  /// Closed while the child runs, by one who lets it live on.
  override func willClose() {
    exits.resumeAll(.failure(UVError.cancelled.attempting("waiting for child \(processID), which was closed meanwhile,")))
  }

  func kill(_ signal: CInt, group: Bool) throws(UVError) {
    loop.requireThread()
    let attempted = "sending signal \(signal) to child \(processID)"
    // Once it was waited for, the number may be that of another process. Its group may have members still.
    guard exit == nil || (group && ownGroup) else { throw .noSuchProcess.attempting("\(attempted), which has ended,") }
    guard !group || ownGroup else { throw .invalidArgument.attempting("\(attempted) as a group, which it was not started as,") }
    try UV.check(UV.kill(group ? -processID : processID, signal), attempted)
  }

  /// Closes at once when the child has ended, else kills it and closes when it has. Nothing for one that was let go.
  func giveUp() {
    loop.requireThread()
    guard exit == nil, !isClosing else { return close() }
    guard !isGivenUp else { return }
    isGivenUp = true
    // It may be a zombie by now, which is fine: then its end is about to be told.
    _ = UV.kill(ownGroup ? -processID : processID, 9)
  }

  /// Stops to wait for a child whose end the system does not tell.
  func forget() {
    ended(.unknown)
    close()
  }
}
