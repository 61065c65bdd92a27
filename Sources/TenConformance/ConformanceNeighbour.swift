internal import TenCore
internal import TenRuntime
internal import TenTesting

/// Stands for everybody whom the node under test knows: takes whatever it sends, and sends it what a check wants.
actor ConformanceNeighbour: Extension {
  static let manifest = Manifest(name: "conformance_neighbour")
  nonisolated let context: ExtensionContext
  private let stage: ConformanceStage

  init(_ context: ExtensionContext) throws {
    self.context = context
    guard case .reference(let reference)? = context.properties["stage"], let stage = reference.object as? ConformanceStage else {
      throw RuleBroken("making the neighbour '\(context.nodeName)': it has no 'stage'")
    }
    self.stage = stage
  }

  func start(_ start: StartMessage) {
    let context = context
    stage.change { $0.context = context }
  }

  func receive(_ command: Command, _ reply: consuming Reply) {
    switch stage.manner {
    case .prompt:
      note(command)
      reply.send(stage.answer(command))
    case .slow: startHandling(command, reply)
    case .silent:
      note(command)
      let held = reply.keep()
      stage.change { $0.held.append(held) }
    case .late(let delay):
      note(command)
      let (held, context, answer) = (reply.keep(), context, stage.answer(command))
      context.spawn {
        try await context.clock.sleep(for: delay)
        try? held.send(answer)
      }
    }
  }

  func receive(_ data: DataMessage) { if isSlow { startHandling(data) } else { note(data) } }
  func receive(_ frame: AudioFrame) { if isSlow { startHandling(frame) } else { note(frame) } }
  func receive(_ frame: VideoFrame) { if isSlow { startHandling(frame) } else { note(frame) } }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    note(command)
    try await dawdle()
    return stage.answer(command)
  }

  func handle(_ data: DataMessage) async throws {
    note(data)
    try await dawdle()
  }

  func handle(_ frame: AudioFrame) async throws {
    note(frame)
    try await dawdle()
  }

  func handle(_ frame: VideoFrame) async throws {
    note(frame)
    try await dawdle()
  }

  private var isSlow: Bool { if case .slow = stage.manner { true } else { false } }

  private func dawdle() async throws {
    // In short naps, so that a check can make the neighbour quick again.
    let begin = context.clock.now
    while case .slow(let delay) = stage.manner, context.clock.now - begin < delay { try await context.clock.sleep(for: .milliseconds(50)) }
  }

  private func note(_ message: any Message) {
    let entry = ConformanceEntry(time: context.clock.now, message: message)
    stage.change { if $0.keepsEntries { $0.entries.append(entry) } }
  }
}
