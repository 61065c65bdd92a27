internal import TenCore
internal import TenRuntime
internal import TenTesting

/// The extension that a check looks at: runs it as often as the check likes, each time in a world of its own.
struct ConformanceSubject: Sendable {
  let conformance: ExtensionConformance
  var manifest: Manifest { conformance.manifest }

  init(_ conformance: ExtensionConformance) { self.conformance = conformance }

  /// What one run is like.
  struct Options: Sendable {
    /// When the session is told to stop from outside.
    enum Stop: Sendable, Hashable {
      case at(SessionEvent.Kind)
      case step(Int)
    }

    var stop: Stop?
    var manner = ConformanceStage.Manner.prompt
    var start: Properties?
    var properties: Properties?
    /// Names of start values and properties that came from the environment.
    var fromEnvironment: Set<String> = []
    /// Properties of the graph that hold what came from the environment, and the paths to it.
    var environment = Properties()
    var environmentPaths: [String] = []
    /// Milliseconds that the node's own commands wait for their results.
    var commandTimeout = 180_000
    /// A property that the node does not get.
    var removedProperty: String?
    /// Whether the neighbour's inbox holds no more than a few frames of a turn.
    var hasLittleRoom = false
    /// Whether few messages fit into the inboxes, so that a flood need not be large.
    var hasSmallInboxes = false
    /// Whether what comes is kept for the check.
    var keepsEntries = true
    /// Whether the node's failure is expected: the outcome is returned instead of thrown.
    var mayFail = false
  }

  /// What is left of a run.
  struct Outcome: Sendable {
    let record: EndRecord
    let entries: [ConformanceEntry]
    let results: [(name: String, result: CommandResult)]
    let logged: [String]
    let events: [SessionEvent]
    /// Steps of the loop until the session's end.
    let steps: Int

    var node: EndRecord.Node? { record.nodes.first { $0.name == ConformanceScene.node } }

    /// Throws unless everything was let go and every message is accounted for.
    func requireCleanEnd(_ situation: String) throws(RuleBroken) {
      try require(record.audit.isEmpty, "\(situation): the session's audit says: \(record.audit.joined(separator: "; "))")
    }

    /// Throws if the node ended the session, or is out of it.
    func requireAlive(_ situation: String) throws(RuleBroken) {
      try require(
        record.reason.code == .stopped, "\(situation): the session ended by itself: \(record.reason.code.rawValue) \(record.reason.detail)")
      try require(node?.phase != .out, "\(situation): the node is out: \(node?.lastError ?? "")")
    }

    /// What the runtime counted of messages from the node to this destination.
    var sent: [EndRecord.Connection] { record.connections.filter { $0.source == ConformanceScene.node } }
    /// What the runtime counted of messages to the node.
    var taken: [EndRecord.Connection] {
      record.connections.filter { $0.source == ConformanceScene.neighbour && $0.destination == ConformanceScene.node }
    }
  }

  /// Starts a session of the node, runs `body`, and stops the session.
  /// - Throws: what `body` throws; `DeadLoop`; `RuleBroken` when the session does not start, unless the options allow it.
  func run(_ seed: UInt64, _ options: Options = Options(), _ body: @escaping @Sendable (ConformanceScene) async throws -> Void) throws -> Outcome {
    let conformance = conformance
    let stage = ConformanceStage(answers: conformance.answers)
    stage.change { state in
      state.manner = options.manner
      state.keepsEntries = options.keepsEntries
    }
    let (record, steps) = try VirtualLoop.run(seed: seed) { loop in
      loop.maximumSteps = 3_000_000
      let world = ConformanceWorld(conformance, loop, stage, options)
      let record = try await world.run(body)
      return (record, loop.steps)
    }
    return stage.change { state in
      state.context = nil
      state.held = []
      return Outcome(
        record: record, entries: state.entries, results: state.results, logged: state.logged, events: state.events, steps: steps)
    }
  }
}
