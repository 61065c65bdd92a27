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

  public func receive(_ command: Command, _ reply: consuming Reply) { context.node.startHandler(.command(command, reply.keep())) }
  public func receive(_ data: DataMessage) { context.node.startHandler(.data(data)) }
  public func receive(_ frame: AudioFrame) { context.node.startHandler(.audio(frame)) }
  public func receive(_ frame: VideoFrame) { context.node.startHandler(.video(frame)) }
}

/// Thrown by the default handlers: the message was not entered, and is counted `unhandled`.
struct Unhandled: Error {}
