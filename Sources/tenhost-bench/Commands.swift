internal import TenCore
internal import TenRuntime
internal import TenTesting

/// P1 to P3: a command and its result.
enum Commands {
  static let name: MessageName = "ask"

  static func roundTrip() throws {
    try once("P1", "command and result, answered at once: p50", Answerer.self, batch: 1_000)
    try once("P1", "command and result, async handler: p50", AsyncAnswerer.self, batch: 1_000)
  }

  static func acrossLoops() throws {
    try once("P2", "command and result, two loops: p50", Answerer.self, batch: 20, threaded: true)
    try once("P2", "command and result, two loops, spinning: p50", Answerer.self, batch: 100, threaded: true, spin: 200)
  }

  private static func once<E: Extension>(_ id: String, _ what: String, _ type: E.Type, batch: Int, threaded: Bool = false, spin: Int = 0) throws {
    var graph = TestGraph().node("driver", Driver.self).node("answerer", E.self).connect("driver", .command, "ask", "answerer")
    if threaded { graph = graph.threaded("answerer") }
    try Runner(spin: spin).drive(graph) { context in
      var times: [Double] = []
      for round in 0..<300 {
        let begin = now()
        for _ in 0..<batch { _ = try await context.send(Command(name)) }
        if round >= 50 { times.append((now() - begin) / Double(batch)) }
      }
      _ = Report(id, what, percentile(times, 0.5) / 1_000, "us")
    }
  }

  static func outstanding() throws {
    let rates = Locked<[Double]>([])
    for window in [64, 1_024] {
      try held("commands, \(window) outstanding, answered at once", window, threaded: false) { rate in rates.withLock { $0.append(rate) } }
      try awaited("commands, \(window) outstanding, async handler", window)
      try held("commands, \(window) outstanding, two loops", window, threaded: true)
    }
    let measured = rates.withLock { $0 }
    if measured.count == 2 { _ = Report("P3", "commands, rate at 1024 outstanding over rate at 64", measured[1] / measured[0], "ratio") }
  }

  /// The receiver answers when `window` commands are outstanding; the sender sends the next `window` when it has all results.
  private static func held(_ what: String, _ window: Int, threaded: Bool, _ tell: @escaping @Sendable (Double) -> Void = { _ in }) throws {
    var graph = TestGraph().node("driver", Driver.self).node("holder", Holder.self, ["window": Value(window)])
      .connect("driver", .command, "ask", "holder")
    if threaded { graph = graph.threaded("holder") }
    try Runner(spin: threaded ? 50 : 0).drive(graph) { context in
      var rates: [Double] = []
      for round in 0..<30 {
        let begin = now()
        let rounds = max(1, 60_000 / window)
        for _ in 0..<rounds { try await Window(context, count: window).send() }
        if round >= 5 { rates.append(Double(window * rounds) / (now() - begin) * 1e9) }
      }
      _ = Report("P3", what, percentile(rates, 0.5), "per_s")
      tell(percentile(rates, 0.5))
    }
  }

  /// `window` tasks that each send one command after the other.
  private static func awaited(_ what: String, _ window: Int) throws {
    let graph = TestGraph().node("driver", Driver.self).node("answerer", AsyncAnswerer.self).connect("driver", .command, "ask", "answerer")
    try Runner().drive(graph) { context in
      var rates: [Double] = []
      for round in 0..<20 {
        let each = max(1, 100_000 / window)
        let begin = now()
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<window {
            group.addTask { for _ in 0..<each { _ = try? await context.send(Command(name)) } }
          }
        }
        if round >= 5 { rates.append(Double(window * each) / (now() - begin) * 1e9) }
      }
      _ = Report("P3", what, percentile(rates, 0.5), "per_s")
    }
  }
}

/// Sends a number of commands at once and resumes when all have their results. Confined to the driver's loop.
private final class Window: @unchecked Sendable {
  // @unchecked: protected by the driver's loop.
  private let context: ExtensionContext
  private let count: Int
  private var left: Int
  private var waiter: UnsafeContinuation<Void, Never>?

  init(_ context: ExtensionContext, count: Int) {
    self.context = context
    self.count = count
    left = count
  }

  func send() async throws {
    for _ in 0..<count { context.trySend(Command(Commands.name)) { _ in self.answered() } }
    guard left > 0 else { return }
    await withUnsafeContinuation { waiter = $0 }
  }

  private func answered() {
    left -= 1
    if left == 0 { waiter?.resume() }
  }
}
