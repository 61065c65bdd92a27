public import TenCore

extension ExtensionContext {
  /// Starts a task of the node, on its loop. It has no turn, is cancelled when the node stops, and is named in the session's audit if it does not end then.
  @discardableResult
  public func spawn(_ body: @escaping @Sendable () async throws -> Void, file: StaticString = #fileID, line: UInt = #line) -> SpawnedTask {
    spawn(in: .none, body, file: file, line: line)
  }

  /// Starts a task that belongs to a turn: it is cancelled when the turn ends.
  @discardableResult
  public func spawn(in turn: Turn, _ body: @escaping @Sendable () async throws -> Void, file: StaticString = #fileID, line: UInt = #line)
    -> SpawnedTask
  {
    let node = node
    let spawned = SpawnedTask(node: node)
    node.part.perform { node.spawn(spawned, in: turn, site: "\(file):\(line)", body) }
    return spawned
  }

  /// Registers a resource of the node: `close` runs at the node's end, unless the resource is let go before.
  public func register(_ close: @escaping @Sendable () -> Void, file: StaticString = #fileID, line: UInt = #line) -> RegisteredResource {
    let resource = RegisteredResource(node: node)
    let node = node
    node.part.perform { resource.id = node.resources.add(site: "\(file):\(line)", close: close) }
    return resource
  }

  /// Runs a call that blocks, on a thread of the host's pool, and gives its result. Cancelling the waiting task takes work back that has not begun.
  /// - Throws: what the work throws; `CancellationError`; or an error that says that too much work waits already.
  public func offload<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
    try await node.part.session.host.offloading.run(on: node.part.loop, work)
  }
}

/// A task that a node has started.
public final class SpawnedTask: @unchecked Sendable {
  // @unchecked: `id` is protected by the node's loop.
  private let node: Node
  fileprivate(set) var id: UInt64 = 0

  init(node: Node) { self.node = node }

  public func cancel() {
    let (node, spawned) = (node, self)
    node.part.perform { node.tasks.entries[spawned.id]?.task?.cancel() }
  }
}

/// A resource that its session lets go at the latest.
public final class RegisteredResource: @unchecked Sendable {
  // @unchecked: `id` is protected by the node's loop.
  private let node: Node
  fileprivate(set) var id: UInt64 = 0

  init(node: Node) { self.node = node }

  /// The resource was closed by its owner.
  public func release() {
    let (node, resource) = (node, self)
    node.part.perform { node.resources.remove(resource.id) }
  }
}

extension Node {
  func spawn(_ spawned: SpawnedTask, in turn: Turn, site: String, _ body: @escaping @Sendable () async throws -> Void) {
    switch state.pointee.phase {
    case .ended, .out, .created: return
    default: break
    }
    let id = tasks.add(turn: turn, site: site)
    spawned.id = id
    let scope = Scope(node: self, turn: turn)
    let task = Task(executorPreference: part.loop) {
      await Scope.$current.withValue(scope) {
        do {
          try await body()
        } catch is CancellationError where Task.isCancelled {
        } catch {
          self.report("the task started at \(site) failed: \(error)")
        }
      }
      self.taskEnded(id)
    }
    recordTask(task)
    tasks.set(task, of: id)
    if !turn.isNone, turn.number <= part.session.endedThroughNumber { task.cancel() }
  }

  private func taskEnded(_ id: UInt64) {
    tasks.remove(id)
    if active.isEmpty { drained() }
  }
}
