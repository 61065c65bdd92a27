public import TenCore
public import TenRuntime
public import TenTesting

/// One run of a node under test: what a check or an author's exercise does with it.
public final class ConformanceScene: Sendable {
  public let conformance: ExtensionConformance
  public let loop: VirtualLoop
  public let session: Session
  /// The channels of this run, where the suite was given some.
  public let channels: ChannelHub?
  /// The network of this run, where the suite was given one.
  public let network: PuppetNetwork?
  public let vendor: VendorLog
  /// The vendor of the model or of the avatar under test, where the suite was given one.
  public let llm: (any LLMVendor)?
  public let avatar: (any AvatarVendor)?
  let stage: ConformanceStage
  let again: @Sendable () async throws -> ConformanceScene
  /// The name of the node under test.
  public static let node = "node"
  static let neighbour = "neighbour"

  init(
    _ conformance: ExtensionConformance, _ loop: VirtualLoop, _ session: Session, _ stage: ConformanceStage, _ surroundings: ConformanceSurroundings,
    again: @escaping @Sendable () async throws -> ConformanceScene
  ) {
    self.conformance = conformance
    self.loop = loop
    self.session = session
    self.stage = stage
    channels = surroundings.channels
    network = surroundings.network
    vendor = surroundings.vendor
    llm = surroundings.llm
    avatar = surroundings.avatar
    self.again = again
  }

  public var seed: UInt64 { loop.seed }
  public var manifest: Manifest { conformance.manifest }

  /// Everything that the node has sent so far, in order.
  public var entries: [ConformanceEntry] { stage.entries }
  public var data: [DataMessage] { entries.compactMap(\.data) }
  public var audio: [AudioFrame] { entries.compactMap(\.audio) }
  public var commands: [Command] { entries.compactMap(\.command) }
  public func data(_ name: String) -> [DataMessage] { data.filter { $0.name.text == name } }
  /// The log's lines.
  public var logged: [String] { stage.change { $0.logged } }

  func setManner(_ manner: ConformanceStage.Manner) { stage.change { $0.manner = manner } }

  private func neighbour() throws -> ExtensionContext {
    guard let context = stage.change({ $0.context }) else { throw RuleBroken("the session had ended before the node could be sent anything") }
    return context
  }

  public func beginTurn() throws -> Turn { try neighbour().beginTurn() }

  @discardableResult
  public func interrupt() async throws -> InterruptReport { try await neighbour().interrupt() }

  /// Sends the node a command and waits for its final result.
  @discardableResult
  public func send(_ command: Command, in turn: Turn = .none, timeout: Duration = .seconds(60)) async throws -> CommandResult {
    var command = command
    command.turn = turn
    stage.change { $0.posted += 1 }
    let result = try await neighbour().send(command, to: Self.node, timeout: timeout)
    let name = command.name.text
    stage.note(result, of: name)
    return result
  }

  /// Sends the node a command and gives its results as they come.
  public func stream(_ command: Command, in turn: Turn = .none, timeout: Duration = .seconds(60)) async throws -> CommandResults {
    var command = command
    command.turn = turn
    return try await neighbour().stream(command, to: Self.node, timeout: timeout)
  }

  /// Sends the node a command without waiting; its final result is kept.
  @discardableResult
  public func post(_ command: Command, in turn: Turn = .none, timeout: Duration = .seconds(60)) throws -> SendOutcome {
    var command = command
    command.turn = turn
    let (stage, name) = (stage, command.name.text)
    stage.change { $0.posted += 1 }
    return try neighbour().trySend(command, to: Self.node, timeout: timeout) { result in stage.note(result, of: name) }
  }

  /// Sends the node data without waiting.
  @discardableResult
  public func post(_ data: DataMessage, in turn: Turn = .none) throws -> SendOutcome {
    var data = data
    data.turn = turn
    return try neighbour().trySend(data, to: Self.node)
  }

  /// The final results of commands so far, in the order in which they came.
  var results: [(name: String, result: CommandResult)] { stage.change { $0.results } }
  /// Whether every command that was sent has its final result.
  var isAnswered: Bool { stage.change { $0.results.count >= $0.posted } }

  /// Sends the node data, and waits while its inbox is over its bound.
  public func send(_ data: DataMessage, in turn: Turn = .none) async throws {
    var data = data
    data.turn = turn
    try await neighbour().send(data, to: Self.node)
  }

  @discardableResult
  public func send(_ frame: AudioFrame, in turn: Turn = .none) throws -> SendOutcome {
    var frame = frame
    frame.turn = turn
    return try neighbour().send(frame, to: Self.node)
  }

  @discardableResult
  public func send(_ frame: VideoFrame, in turn: Turn = .none) throws -> SendOutcome {
    var frame = frame
    frame.turn = turn
    return try neighbour().send(frame, to: Self.node)
  }

  /// Lets virtual time pass.
  public func wait(_ duration: Duration) async { await loop.wait(duration) }

  /// Lets virtual time pass until `condition` holds, at most for `limit`.
  /// - Returns: whether it holds.
  @discardableResult
  public func wait(atMost limit: Duration, until condition: @Sendable (ConformanceScene) -> Bool) async -> Bool {
    let end = loop.now &+ limit.nanoseconds
    while !condition(self) {
      guard loop.now < end else { return false }
      await loop.wait(.milliseconds(5))
    }
    return true
  }

  /// Makes the node do its work: the author's exercise, or its role's.
  public func exercise() async throws {
    if let exercise = conformance.exercise { try await exercise(self) } else { try await conformance.role.exercise(self) }
  }

  /// Ends the session.
  @discardableResult
  public func stop() async -> EndRecord { await session.stop() }
}
