internal import TenCore

/// The tasks that a node has started with `spawn`. Owned by the node, cancelled and awaited when it stops. Confined to its loop.
struct TaskRegistry {
  struct Entry {
    var task: Task<Void, Never>?
    var turn: Turn
    var site: String
  }

  private(set) var entries: [UInt64: Entry] = [:]
  private var last: UInt64 = 0

  var isEmpty: Bool { entries.isEmpty }

  mutating func add(turn: Turn, site: String) -> UInt64 {
    last += 1
    entries[last] = Entry(task: nil, turn: turn, site: site)
    return last
  }

  mutating func set(_ task: Task<Void, Never>, of id: UInt64) { entries[id]?.task = task }
  mutating func remove(_ id: UInt64) { entries[id] = nil }

  /// Cancels those of ended turns; all of them where no turn is given.
  func cancel(through turn: Turn? = nil) {
    for (_, entry) in entries.sorted(by: { $0.key < $1.key }) {
      if let turn { guard !entry.turn.isNone, entry.turn.number <= turn.number else { continue } }
      entry.task?.cancel()
    }
  }

  /// Where those that still run were started, for the audit.
  var sites: [String] { entries.sorted { $0.key < $1.key }.map(\.value.site) }
}

/// What a node has registered to be let go at its end: anything with a closing action. Confined to its loop.
struct ResourceRegistry {
  private var entries: [(id: UInt64, close: () -> Void, site: String)] = []
  private var last: UInt64 = 0

  var sites: [String] { entries.map(\.site) }

  mutating func add(site: String, close: @escaping () -> Void) -> UInt64 {
    last += 1
    entries.append((last, close, site))
    return last
  }

  mutating func remove(_ id: UInt64) { entries.removeAll { $0.id == id } }

  /// Closes what is left, the youngest first.
  mutating func closeAll() -> [String] {
    let left = entries
    entries = []
    for entry in left.reversed() { entry.close() }
    return left.map(\.site)
  }
}
