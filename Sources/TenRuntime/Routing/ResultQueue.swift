internal import TenCore

/// The results of one command (or of one command to several destinations) that wait for their reader: partial ones in order, then the finals.
/// Confined to the loop of the command's sender.
final class ResultQueue: @unchecked Sendable {
  // @unchecked: protected by the sender's loop.
  private var results: [(result: CommandResult, connection: Connection)] = []
  private var head = 0
  private var finalsToCome: Int
  private var reader: UnsafeContinuation<CommandResult?, Never>?
  private var responders: [@Sendable () -> Void] = []
  private(set) var isAbandoned = false

  /// Partial results that wait at most; the responder waits then.
  static let bound = 1_024

  init(finals: Int) { finalsToCome = finals }

  var count: Int { results.count - head }
  var isFull: Bool { count >= Self.bound }

  /// - Returns: false when it is full; a final result always has its place.
  @discardableResult
  func push(_ result: CommandResult, over connection: Connection) -> Bool {
    if isAbandoned {
      connection.results[.lateResult] += 1
      return true
    }
    guard result.isFinal || !isFull else { return false }
    if result.isFinal { finalsToCome -= 1 }
    if let reader {
      self.reader = nil
      connection.results.delivered += 1
      reader.resume(returning: result)
    } else {
      results.append((result, connection))
    }
    return true
  }

  /// The next result; nil after the last final.
  func next() async -> CommandResult? {
    if head < results.count { return pop() }
    guard finalsToCome > 0 else { return nil }
    return await withUnsafeContinuation { continuation in
      // Looked at again: a task may change executors on its way into a continuation, and other work of the loop may run then.
      if head < results.count {
        continuation.resume(returning: pop())
      } else if finalsToCome > 0 {
        reader = continuation
      } else {
        continuation.resume(returning: nil)
      }
    }
  }

  private func pop() -> CommandResult {
    let (result, connection) = results[head]
    head += 1
    if head == results.count {
      results.removeAll(keepingCapacity: true)
      head = 0
    } else if head > Self.bound {
      results.removeFirst(head)
      head = 0
    }
    connection.results.delivered += 1
    if !isFull, !responders.isEmpty { responders.removeFirst()() }
    return result
  }

  func whenRoom(_ call: @escaping @Sendable () -> Void) { responders.append(call) }

  /// Nobody reads any more.
  func abandon() {
    guard !isAbandoned else { return }
    isAbandoned = true
    for (_, connection) in results[head...] { connection.results[.stopped] += 1 }
    results = []
    head = 0
    let waiting = responders
    responders = []
    for responder in waiting { responder() }
  }
}
