internal import Synchronization
internal import TenCore
internal import TenRuntime

/// A count that a node and a measurement share. Written on one loop.
final class Tally: Sendable {
  private let value = Atomic<Int>(0)

  static func of(_ context: ExtensionContext) -> Tally {
    if case .reference(let reference)? = context.properties["tally"], let tally = reference.object as? Tally { return tally }
    return Tally()
  }

  var properties: Properties { ["tally": .reference(.init(self))] }
  var count: Int { value.load(ordering: .relaxed) }

  func add() { value.store(value.load(ordering: .relaxed) &+ 1, ordering: .relaxed) }
  func reset() { value.store(0, ordering: .relaxed) }
}
