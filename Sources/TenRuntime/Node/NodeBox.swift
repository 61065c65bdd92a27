internal import TenCore

/// A node with its extension. The one place that knows the extension's type, so that calls of it are direct.
final class NodeBox<E: Extension>: Node, @unchecked Sendable {
  // @unchecked: protected by the part's loop.
  private var node: E? {
    didSet { unretained = node.map { .passUnretained($0) } }
  }
  private var unretained: Unmanaged<E>?
  private var idle: [Worker] = []
  /// The connection of the message in hand, for accounting what turns out to be unhandled.
  private unowned(unsafe) var connection: Connection?

  override var connectionInHand: Connection? { connection }

  /// Whether the extension may want to handle `flush` itself.
  private lazy var takesFlush: Bool = {
    let commands = compiled.manifest.messages.filter { $0.direction == .in && $0.kind == .command }
    return commands.isEmpty || commands.contains { [MessageName.flush.text, "*"].contains($0.name) }
  }()

  override func make() throws {
    retireIdle()
    begunAnew()
    node = nil
    node = try E(context)
  }

  override func release() {
    retireIdle()
    node = nil
  }

  private func retireIdle() {
    let retired = idle
    idle = []
    for worker in retired { run(.exit, in: worker) }
  }

  override func hand(_ envelope: UnsafePointer<Envelope>, over connection: Connection) {
    self.connection = connection
    // Unretained: a node is let go from the loop, never while a message is in its hands.
    unretained?._withUnsafeGuaranteedRef { receive($0, envelope, connection) }
  }

  private typealias Isolated = (isolated E, UnsafePointer<Envelope>, Connection) -> Void
  private typealias Unchecked = (E, UnsafePointer<Envelope>, Connection) -> Void

  /// Calls the extension's synchronous layer. It is isolated to the actor, and called without the check that `assumeIsolated` makes: the caller is on the
  /// loop that is the actor's executor, and no code of the actor is on the stack. Kept as a value, because making one costs an allocation.
  private let receive: Unchecked = {
    let isolated: Isolated = { node, envelope, connection in
      // A view of an envelope is an envelope in memory: it is lent, not copied.
      let memory = UnsafeRawPointer(envelope)
      switch envelope.pointee.kind {
      case .command: node.receive(memory.assumingMemoryBound(to: Command.self).pointee, Reply(connection, envelope.pointee.command))
      case .data: node.receive(memory.assumingMemoryBound(to: DataMessage.self).pointee)
      case .audio: node.receive(memory.assumingMemoryBound(to: AudioFrame.self).pointee)
      case .video: node.receive(memory.assumingMemoryBound(to: VideoFrame.self).pointee)
      }
    }
    return unsafeBitCast(isolated, to: Unchecked.self)
  }()

  override func startHandler(_ job: HandlerJob) {
    if let worker = idle.popLast() {
      run(job, in: worker)
    } else {
      start(Worker(job, node: self))
    }
  }

  private func run(_ job: HandlerJob, in worker: Worker) {
    worker.job = job
    if case .exit = job {} else { handlerStarted(worker) }
    let resume = worker.resume
    worker.resume = nil
    part.loop.runCaptured { resume?.resume() }
  }

  private func start(_ worker: Worker) {
    guard let node else { return }
    handlerStarted(worker)
    part.workerStarted()
    part.loop.runCaptured {
      worker.task = Task(executorPreference: part.loop) { await self.work(node, worker) }
    }
    if let task = worker.task { recordTask(task) }
  }

  private func work(_ node: isolated E, _ worker: Worker) async {
    await Scope.$current.withValue(worker.scope) {
      while true {
        await perform(node, worker)
        handlerEnded(worker)
        worker.job = .exit
        if worker.isSpent || Task.isCancelled { break }
        await withUnsafeContinuation(isolation: node) { continuation in
          worker.resume = continuation
          idle.append(worker)
        }
        if case .exit = worker.job { break }
      }
    }
    part.workerEnded()
  }

  private func perform(_ node: isolated E, _ worker: Worker) async {
    let connection = self.connection
    switch worker.job {
    case .command(let command, let reply): await perform(node, command, reply)
    case .data(let data): await guarded(worker, connection) { () async throws in try await node.handle(data) }
    case .audio(let frame): await guarded(worker, connection) { () async throws in try await node.handle(frame) }
    case .video(let frame): await guarded(worker, connection) { () async throws in try await node.handle(frame) }
    case .prepare(let done): await completing(done) { () async throws in try await node.prepare() }
    case .start(let start, let reply): await perform(node, start, reply)
    case .interrupted(let turn, let done):
      worker.scope.isInterrupted = true
      await node.interrupted(turn: turn)
      done(nil)
    case .stop(let done):
      await node.stop()
      done(nil)
    case .exit: break
    }
  }

  private func perform(_ node: isolated E, _ command: Command, _ reply: PendingReply) async {
    let result: CommandResult
    do {
      // A node whose manifest lists commands, but not this one, may answer what it does not know with an error.
      guard command.name != .flush || takesFlush else { throw Unhandled() }
      result = try await node.handle(command, reply)
    } catch is Unhandled {
      guard command.name != .flush else {
        await node.interrupted(turn: part.session.endedTurn)
        _ = reply.connection?.finish(reply.id, with: .ok())
        return
      }
      reply.connection?.refuseUnhandled(reply.id)
      return
    } catch is CancellationError where Task.isCancelled {
      result = givenUp(command)
    } catch {
      failed("command '\(command.name)'", error)
      result = .error("the handler of command '\(command.name)' in node '\(name)' failed: \(error)")
    }
    _ = reply.connection?.finish(reply.id, with: result)
  }

  private func perform(_ node: isolated E, _ start: StartMessage, _ reply: PendingReply) async {
    do {
      try await node.start(start)
      _ = reply.connection?.finish(reply.id, with: .ok())
    } catch {
      _ = reply.connection?.finish(reply.id, with: .error("\(error)"))
    }
  }

  private func guarded(_ worker: Worker, _ connection: Connection?, _ body: nonisolated(nonsending) () async throws -> Void) async {
    do {
      try await body()
    } catch is Unhandled {
      unhandled(connection)
    } catch {
      failed(worker.job.label, error)
    }
  }

  private func completing(_ done: HandlerJob.Completion, _ body: nonisolated(nonsending) () async throws -> Void) async {
    do {
      try await body()
      done(nil)
    } catch {
      done(error)
    }
  }

  private func failed(_ what: String, _ error: any Error) {
    // A handler that stops because it was told to is no failure.
    if error is CancellationError, Task.isCancelled { return }
    report("handling \(what) failed: \(error)")
  }
}
