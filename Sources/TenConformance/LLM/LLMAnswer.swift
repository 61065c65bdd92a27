internal import TenCore
internal import TenRuntime
internal import TenTesting

/// What comes of one request to a model.
final class LLMAnswer: Sendable {
  private struct State {
    var partials: [CommandResult] = []
    var final: CommandResult?
    var reader: Task<Void, Never>?
  }

  private let state = Locked(State())

  var partials: [CommandResult] { state.withLock { $0.partials } }
  var final: CommandResult? { state.withLock { $0.final } }

  func of(_ type: String) -> [Properties] { partials.map(\.properties).filter { $0["type"]?.string == type } }

  /// All that was said so far.
  var text: String { of("message_content_delta").compactMap { $0["delta"]?.string }.joined() }

  func read(_ results: CommandResults, on loop: VirtualLoop) {
    let reader = Task(executorPreference: loop) {
      for await result in results {
        self.state.withLock { if result.isFinal { $0.final = result } else { $0.partials.append(result) } }
      }
    }
    state.withLock { $0.reader = reader }
  }

  /// Whoever asked does not want it any more.
  func letGo() { state.withLock { $0.reader }?.cancel() }

  /// What is in the partial results, in few words.
  var summary: String {
    "\(partials.count) partial results (\(partials.suffix(8).map { $0["type"]?.string ?? "?" }.joined(separator: ", ")))"
      + " and \(final.map { "the final \($0.status) \($0.detail)" } ?? "no final result")"
  }
}
