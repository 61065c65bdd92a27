internal import TenCore

/// One command to several destinations under TEN's policy "first error, or last OK": the first error is returned at once; without one, the final of the last
/// destination in the graph's order when all have answered. The other finals are listed in the returned one. Confined to the sender's loop.
final class FanOut: @unchecked Sendable {
  // @unchecked: protected by the sender's loop.
  private var finals: [CommandResult?]
  private var connections: [Connection?]
  private var toCome: Int
  private(set) var outcome: CommandResult?
  private var waiter: UnsafeContinuation<CommandResult, Never>?

  private let onOutcome: ((CommandResult) -> Void)?

  init(count: Int, onOutcome: ((CommandResult) -> Void)? = nil) {
    self.onOutcome = onOutcome
    finals = Array(repeating: nil, count: count)
    connections = Array(repeating: nil, count: count)
    toCome = count
  }

  func take(_ result: CommandResult, at position: Int, over connection: Connection) {
    toCome -= 1
    guard outcome == nil else {
      connection.results[.resultPolicy] += 1
      return
    }
    finals[position] = result
    connections[position] = connection
    if !result.isOK {
      resolve(position)
    } else if toCome == 0 {
      resolve(finals.lastIndex { $0 != nil } ?? position)
    }
  }

  private func resolve(_ position: Int) {
    guard let result = finals[position] else { return }
    for (index, connection) in connections.enumerated() {
      guard let connection else { continue }
      if index == position { connection.results.delivered += 1 } else { connection.results[.resultPolicy] += 1 }
    }
    let others = finals.enumerated().compactMap { $0.offset == position ? nil : $0.element }
    let outcome = result.with(others: others)
    self.outcome = outcome
    waiter?.resume(returning: outcome)
    waiter = nil
    onOutcome?(outcome)
  }

  func value() async -> CommandResult {
    if let outcome { return outcome }
    return await withUnsafeContinuation { continuation in
      // Looked at again, as in `ResultQueue.next`.
      if let outcome { continuation.resume(returning: outcome) } else { waiter = continuation }
    }
  }
}
