internal import TenCore

extension MessageName {
  /// What the watchdog calls the steps of a node's life.
  static let make: MessageName = "init"
  static let prepare: MessageName = "prepare"
  static let stop: MessageName = "stop"
}

extension Node {
  /// Runs `body` with the loop marked as being at this node, for the watchdog.
  func marked<R>(_ step: MessageName, _ body: () throws -> R) rethrows -> R {
    let before = part.loop.activity.enter(node: UInt16(truncatingIfNeeded: index), name: step)
    defer { part.loop.activity.restore(before) }
    return try body()
  }

  func startHandler(marked step: MessageName, _ job: HandlerJob) { marked(step) { startHandler(job) } }
}
