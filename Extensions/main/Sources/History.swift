internal import TenGraph
internal import TenRuntime

/// What the model is told of the conversation so far: whole turns, the oldest of which go when there are too many.
struct History: Sendable {
  private let maximumTurns: Int
  private let maximumBytes: Int
  private var turns: [(messages: [Value], bytes: Int)] = []
  private var bytes = 0

  init(maximumTurns: Int, maximumBytes: Int) {
    self.maximumTurns = maximumTurns
    self.maximumBytes = maximumBytes
  }

  var messages: [Value] { turns.flatMap(\.messages) }
  var count: Int { turns.count }

  mutating func add(_ messages: [Value]) {
    guard !messages.isEmpty else { return }
    let size = messages.reduce(0) { $0 + JSON.bytes(of: $1).count }
    turns.append((messages, size))
    bytes += size
    while turns.count > maximumTurns || (bytes > maximumBytes && !turns.isEmpty) { bytes -= turns.removeFirst().bytes }
  }
}
