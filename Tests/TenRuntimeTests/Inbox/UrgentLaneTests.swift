import TenCore
import TenRuntime
import TenTesting
import Testing

@Suite struct UrgentLaneTests {
  @Test func urgentCommandsOvertakeButAtMostSixteenInARow() throws {
    let journal = Journal()
    try run(journal, data: { _, _ in }) { context in
      for number in 0..<2 { context.trySend(command("plain", number)) { _ in } }
      for number in 0..<20 { context.trySend(command("urgent", number)) { _ in } }
    }
    let urgent = (0..<20).map { "urgent \($0)" }
    #expect(journal.all == Array(urgent[..<16]) + ["plain 0"] + Array(urgent[16...]) + ["plain 1"])
  }

  @Test func manyUrgentCommandsPassAnOrderedLaneThatIsHeldUp() throws {
    let journal = Journal()
    try run(journal, data: { context, _ in try await context.clock.sleep(for: .seconds(5)) }) { context in
      context.trySend(data("hold", 0))
      context.trySend(data("hold", 1))
      for number in 0..<40 { context.trySend(command("urgent", number)) { _ in } }
    }
    #expect(journal.all == (0..<40).map { "urgent \($0)" })
  }

  @Test func anUrgentCommandDiscardsTheTransientMessagesOfItsSender() throws {
    let journal = Journal()
    let sink = Script(
      command: { _, command, _ in
        journal.note("\(command.name)")
        return .ok()
      },
      data: { context, data in
        journal.note("\(data.name) \(data["n"]?.int ?? -1)")
        if data.name == "hold" { try await context.clock.sleep(for: .milliseconds(10)) }
      })
    let source = Script(data: { context, _ in
      context.trySend(data("hold", 0))
      context.trySend(data("text", 1, .transient))
      context.trySend(data("text", 2, .durable))
      context.trySend(command("cut")) { _ in }
      context.trySend(data("text", 3, .transient))
    })
    let other = Script(data: { context, _ in context.trySend(data("text", 9, .transient)) })
    let graph = TestGraph()
      .node("sink", Puppet.self, sink.properties) { node in
        var cut = MessageSpec(.in, .command, "cut")
        cut.urgent = true
        cut.discardsTransient = true
        node.manifest.messages = [cut]
      }
      .node("source", Puppet.self, source.properties).node("other", Puppet.self, other.properties)
      .connect("source", .data, "hold", "sink").connect("source", .data, "text", "sink").connect("source", .command, "cut", "sink")
      .connect("other", .data, "text", "sink")
    let record = try TestHost.run(graph) { session, loop in
      try session.send(DataMessage("first"), to: "source")
      try session.send(DataMessage("go"), to: "other")
      await loop.wait(.milliseconds(100))
    }
    #expect(journal.all == ["hold 0", "cut", "text 2", "text 3", "text 9"])
    let text = record.connections.first { $0.name == "text" && $0.source == "source" }
    #expect(text?.dropped(.flushed) == 1)
    try record.checkSound()
  }

  @Test func aFlushThatTheNodeDoesNotHandleCallsInterrupted() throws {
    let journal = Journal()
    let source = Script(command: { context, _, _ in try await context.send(Command(.flush)) })
    let graph = TestGraph().node("source", Puppet.self, source.properties)
      .node("sink", Flushed.self, ["script": .reference(.init(journal))]).connect("source", .command, "flush", "sink")
    let record = try TestHost.run(graph) { session, _ in try await session.go("source") }
    #expect(journal.all == ["interrupted"])
    #expect(try record.connection("flush").counters.delivered == 1)
    try record.checkSound()
  }

  private func run(
    _ journal: Journal, data: @escaping @Sendable (ExtensionContext, DataMessage) async throws -> Void,
    _ send: @escaping @Sendable (ExtensionContext) -> Void
  ) throws {
    let sink = Script(
      command: { _, command, _ in
        journal.note("\(command.name) \(command["n"]?.int ?? -1)")
        return .ok()
      }, data: data)
    let source = Script(data: { context, _ in send(context) })
    let graph = TestGraph().node("source", Puppet.self, source.properties)
      .node("sink", Starting.self, sink.properties) { node in
        var urgent = MessageSpec(.in, .command, "urgent")
        urgent.urgent = true
        node.manifest.messages = [urgent]
        node.dependsOn = []
      }
      .connect("source", .command, "plain", "sink").connect("source", .command, "urgent", "sink").connect("source", .data, "hold", "sink")
    let record = try VirtualLoop.run { loop in
      let test = TestHost(graph, loop: loop)
      let session = try test.host.start(graph.compiled)
      // "sink" takes 10 ms to start: what is sent meanwhile waits in its lanes.
      await loop.wait(.milliseconds(1))
      try session.send(DataMessage("go"), to: "source")
      try await session.ready()
      await loop.wait(.seconds(1))
      return await session.stop()
    }
    try record.checkSound()
  }
}

/// A puppet that takes 10 ms to start.
actor Starting: Extension {
  static let manifest = Manifest(name: "starting")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  private var script: Script {
    if case .reference(let reference)? = context.properties["script"] { reference.object as? Script ?? Script() } else { Script() }
  }

  func start(_ start: StartMessage) async throws { try await context.clock.sleep(for: .milliseconds(10)) }
  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult { try await script.command(context, command, reply) }
  func handle(_ data: DataMessage) async throws { try await script.data(context, data) }
}

/// Handles nothing, and notes when it is interrupted.
actor Flushed: Extension {
  static let manifest = Manifest(name: "flushed")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func interrupted(turn: Turn) async {
    if case .reference(let reference)? = context.properties["script"] { (reference.object as? Journal)?.note("interrupted") }
  }
}
