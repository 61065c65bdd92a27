internal import TenCore

extension UVLoop {
  /// What is open beside the loop's own handles, with the place that made it. For audits; on the loop's thread.
  public var openHandles: [HandleDescription] {
    guard !state.pointee.isClosed else { return [] }
    return memory.otherHandles().map { handles[$0.handle]?.site ?? HandleDescription(kind: $0.kind, file: "", line: 0) }
  }

  /// Ends the loop and frees it: what is ready runs, what was closed gets its callbacks, then the loop's own handles go. Work that comes later is not run.
  ///
  /// A handle that is still open then is a mistake: debug builds stop with the list, others keep the loop's memory.
  /// - Returns: what was still open.
  @discardableResult
  public func close() -> [HandleDescription] {
    requireThread()
    guard !state.pointee.isClosed else { return [] }
    closeAttachments()
    settle()
    let left = openHandles
    shutDoor()
    memory.run(waiting: false)
    state.pointee.isClosed = true
    guard memory.close() else {
      assertionFailure("an event loop was closed while handles were open: \(left.map(\.description).joined(separator: "; "))")
      return left
    }
    memory.free()
    return []
  }

  /// Turns until nothing is ready and each closing handle has had its callback. Bounded, since work may make work for ever, and a killed child may
  /// take a moment to be gone.
  private func settle() {
    var isLate = false
    let limit = after(1_000_000_000) { isLate = true }
    var turns = 0
    repeat {
      turn { hasClosing && !isLate }
      turns += 1
    } while !isLate && (hasClosing || (hasReady && turns < 64))
    cancel(limit)
    activity.wait(true)
  }

  private var hasClosing: Bool { handles.values.contains { $0.isEnding } || lookUps > 0 || memory.hasClosing }
}
