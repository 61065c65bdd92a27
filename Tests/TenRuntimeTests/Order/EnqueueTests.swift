import TenCore
import TenRuntime
import TenTesting
import Testing

/// Between nodes of one loop nothing is enqueued where nothing suspends.
@Suite struct EnqueueTests {
  @Test func aCommandAndItsResultEnqueueNothing() throws {
    let count = try jobs(Reflex.self, Reflexes().properties) { context in _ = try await context.send(Command("x")) }
    #expect(count == 0)
  }

  @Test func aCommandWithAnAsynchronousHandlerThatDoesNotSuspendEnqueuesNothing() throws {
    let count = try jobs(Puppet.self, Script().properties) { context in _ = try await context.send(Command("x")) }
    #expect(count == 0)
  }

  @Test func aDataMessageEnqueuesNothing() throws {
    #expect(try jobs(Reflex.self, Reflexes().properties) { context in try await context.send(DataMessage("x")) } == 0)
    #expect(try jobs(Puppet.self, Script().properties) { context in try await context.send(DataMessage("x")) } == 0)
  }

  @Test func aFrameEnqueuesNothing() throws {
    #expect(try jobs(Reflex.self, Reflexes().properties) { context in context.send(tone("x")) } == 0)
    #expect(try jobs(Puppet.self, Script().properties) { context in context.send(tone("x")) } == 0)
    #expect(try jobs(Puppet.self, Script().properties) { context in context.send(picture("x")) } == 0)
  }

  /// How many jobs a hundred sends enqueue, after a first one that makes the worker.
  private func jobs<E: Extension>(
    _ type: E.Type, _ properties: Properties, _ send: @escaping @Sendable (ExtensionContext) async throws -> Void
  ) throws -> UInt64 {
    let found = Journal()
    let loop = LoopBox()
    let source = Script(data: { context, _ in
      try await send(context)
      let before = loop.enqueued
      for _ in 0..<100 { try await send(context) }
      found.note(Int(loop.enqueued - before))
    })
    var graph = TestGraph().node("source", Puppet.self, source.properties).node("sink", E.self, properties)
    for kind in MessageKind.allCases { graph = graph.connect("source", kind, "x", "sink") }
    try TestHost.run(graph) { session, virtual in
      loop.loop = virtual
      try session.send(DataMessage("go"), to: "source")
      await virtual.wait(.milliseconds(1))
    }
    return UInt64(try #require(found.numbers.first))
  }
}

private final class LoopBox: @unchecked Sendable {
  // @unchecked: confined to the virtual loop.
  var loop: VirtualLoop?
  var enqueued: UInt64 { loop?.hot.pointee.enqueued ?? 0 }
}
