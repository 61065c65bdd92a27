internal import TenCore

/// What a piece of running code belongs to: its node and its turn. Carried by a task-local, so that child tasks have it too.
/// A worker keeps one scope for all its handlers; nothing of a message stays in it afterwards.
final class Scope: @unchecked Sendable {
  // @unchecked: protected by the node's loop, which is the executor of every task that has the scope.
  @TaskLocal static var current: Scope?

  let node: Node
  var turn: Turn
  /// Whether `interrupted(turn:)` runs in it: an interrupt from there must not wait for itself.
  var isInterrupted = false

  /// The handler's own scope, where this one was made inside of it by `within`.
  let root: Scope?

  init(node: Node, turn: Turn = .none, root: Scope? = nil) {
    self.node = node
    self.turn = turn
    self.root = root
  }

  /// Whether it is, or was made inside of, a scope in which `interrupted(turn:)` runs.
  var isInsideInterrupted: Bool { (root ?? self).isInterrupted }

  /// The same for everything that one handler does.
  var handler: UInt { UInt(bitPattern: ObjectIdentifier(root ?? self)) }
}
