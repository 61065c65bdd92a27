public import TenCore

extension ExtensionContext {
  /// The next turn of the session. Beginning a turn changes nothing by itself; `within` makes it current.
  public func beginTurn() -> Turn { node.part.session.beginTurn() }

  /// The turn of what runs now: of the message in hand, or the one that `within` or `spawn(in:)` has set.
  public var currentTurn: Turn { node.part.loop.isOnLoop ? node.part.currentTurn : Scope.current?.turn ?? .none }

  /// Runs `body` with `turn` as the current turn: what it sends without a turn of its own belongs to it.
  public func within<R, E: Error>(_ turn: Turn, _ body: nonisolated(nonsending) () async throws(E) -> R) async throws(E) -> R {
    let current = Scope.current
    let scope = Scope(node: node, turn: turn, root: current?.root ?? current)
    do {
      return try await Scope.$current.withValue(scope) { try await body() }
    } catch {
      throw error as! E
    }
  }

  /// Ends the last turn that began, and every turn before it: from here no transient message of them is accepted or handed over, on any loop, and every node
  /// is told. Returns when all have let go, or after 100 ms; concurrent calls join.
  @discardableResult
  public func interrupt() async -> InterruptReport {
    let session = node.part.session
    let isNested = Scope.current?.isInsideInterrupted ?? false
    if session.loop.isOnLoop { return await session.interrupt(waits: !isNested) }
    return await session.gate.run { await session.interrupt(waits: !isNested) }
  }
}

/// What came of an interrupt.
public struct InterruptReport: Sendable, Hashable {
  /// The last turn that it ended.
  public var turn: Turn
  /// The groups whose loops had not acknowledged after 100 ms: a frame of an ended turn may still reach someone there.
  public var loopsOwing: [String]
  /// The nodes whose `interrupted(turn:)` had not returned after 100 ms.
  public var nodesOwing: [String]

  public init(turn: Turn, loopsOwing: [String] = [], nodesOwing: [String] = []) {
    self.turn = turn
    self.loopsOwing = loopsOwing
    self.nodesOwing = nodesOwing
  }
}
