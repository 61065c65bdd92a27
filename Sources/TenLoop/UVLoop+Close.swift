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
    checkIsolated()
    guard !state.pointee.isClosed else { return [] }
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

  /// Turns without waiting until nothing is ready and each closing handle has had its callback; bounded, since work may make work for ever.
  private func settle() {
    for _ in 0..<64 {
      turn { false }
      guard hasReady || handles.values.contains(where: \.isClosing) else { return }
    }
  }
}
