public import TenCore

extension Extension {
  public static var defaults: Properties { Properties() }

  /// The node's actor runs on its group's loop.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { context.node.part.loop.asUnownedSerialExecutor() }

  public func prepare() async throws {}
  public func start(_ start: StartMessage) async throws {}
  public func interrupted(turn: Turn) async {}
  public func stop() async {}

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult { throw Unhandled() }
  public func handle(_ data: DataMessage) async throws { throw Unhandled() }
  public func handle(_ frame: AudioFrame) async throws { throw Unhandled() }
  public func handle(_ frame: VideoFrame) async throws { throw Unhandled() }

  public func receive(_ command: Command, _ reply: consuming Reply) { startHandling(command, reply) }
  public func receive(_ data: DataMessage) { startHandling(data) }
  public func receive(_ frame: AudioFrame) { startHandling(frame) }
  public func receive(_ frame: VideoFrame) { startHandling(frame) }
}

/// Thrown by the default handlers: the message was not entered, and is counted `unhandled`.
struct Unhandled: Error {}
