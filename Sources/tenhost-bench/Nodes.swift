internal import TenCore
internal import TenRuntime

/// Runs a measurement that the host sends it, in its own handler.
actor Driver: Extension {
  static let manifest = Manifest(name: "driver")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    guard case .reference(let reference)? = command["work"], let work = reference.object as? Work else { return .error("no work") }
    // From a suspension on, the stack is this task's alone: as for a node that works by itself.
    try await context.clock.sleep(for: .nanoseconds(1))
    try await work.body(context)
    return .ok()
  }
}

/// A measurement, carried to the driver in a message.
final class Work: Sendable {
  let body: @Sendable (ExtensionContext) async throws -> Void

  init(_ body: @escaping @Sendable (ExtensionContext) async throws -> Void) { self.body = body }
}

/// Answers in the synchronous layer.
actor Answerer: Extension {
  static let manifest = Manifest(name: "answerer")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) { self.context = context }

  func receive(_ command: Command, _ reply: consuming Reply) { reply.send(.ok()) }
}

/// Answers in the asynchronous layer.
actor AsyncAnswerer: Extension {
  static let manifest = Manifest(name: "async_answerer")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult { .ok() }
}

/// Keeps commands until `window` of them are outstanding, and answers them all then.
actor Holder: Extension {
  static let manifest = Manifest(name: "holder")
  nonisolated let context: ExtensionContext
  private var held: [PendingReply] = []
  private let window: Int

  init(_ context: ExtensionContext) throws {
    self.context = context
    window = try context.properties.int("window")
    held.reserveCapacity(window)
  }

  func receive(_ command: Command, _ reply: consuming Reply) {
    held.append(reply.keep())
    guard held.count == window else { return }
    for reply in held { try? reply.send(.ok()) }
    held.removeAll(keepingCapacity: true)
  }
}

/// Counts what it gets.
actor Counter: Extension {
  static let manifest = Manifest(name: "counter")
  nonisolated let context: ExtensionContext
  private let tally: Tally

  init(_ context: ExtensionContext) {
    self.context = context
    tally = Tally.of(context)
  }

  func receive(_ data: DataMessage) { tally.add() }
  func receive(_ frame: AudioFrame) { tally.add() }
}

/// Passes frames on.
actor Hop: Extension {
  static let manifest = Manifest(name: "hop")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) { self.context = context }

  func receive(_ frame: AudioFrame) { context.send(frame) }
}

/// Takes one frame and holds on to it until it is interrupted, so that the others wait; counts what it gets of an ended turn after that.
actor Stuck: Extension {
  static let manifest = Manifest(name: "stuck")
  nonisolated let context: ExtensionContext
  private let tally: Tally
  private var ended: UInt32 = 0

  init(_ context: ExtensionContext) {
    self.context = context
    tally = Tally.of(context)
  }

  func handle(_ frame: AudioFrame) async throws {
    if frame.turn.number <= ended { tally.add() }
    try await context.clock.sleep(for: .seconds(3_600))
  }

  func interrupted(turn: Turn) async { ended = turn.number }
}

/// Adds up the bytes of what comes in other memory than it was sent from.
actor CopyFinder: Extension {
  static let manifest = Manifest(name: "copy_finder")
  nonisolated let context: ExtensionContext
  private let tally: Tally
  private let sent: Payload

  init(_ context: ExtensionContext) throws {
    self.context = context
    tally = Tally.of(context)
    sent = context.properties["sent"]?.bytes ?? Payload()
  }

  func receive(_ data: DataMessage) { look(data.payload) }
  func receive(_ frame: AudioFrame) { look(frame.payload) }

  private func look(_ payload: Payload) {
    guard !payload.sharesStorage(with: sent) else { return }
    for _ in 0..<payload.count { tally.add() }
  }
}
