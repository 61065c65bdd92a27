internal import TenCore

/// Where a node's outputs go: for each kind, the names that the graph connects and their connections. A look-up compares a few numbers: nothing is hashed,
/// and no reference is counted. The table owns its connections.
struct RouteTable: ~Copyable {
  private struct Entry {
    var name: MessageName
    var destinations: UnsafeMutableBufferPointer<Unmanaged<Connection>>
  }

  private var kinds: InlineArray<4, UnsafeMutableBufferPointer<Entry>> = InlineArray(repeating: .init(start: nil, count: 0))

  deinit {
    for kind in kinds.indices {
      for entry in kinds[kind] {
        for connection in entry.destinations { connection.release() }
        entry.destinations.deallocate()
      }
      kinds[kind].deallocate()
    }
  }

  mutating func add(_ connection: Connection) {
    let kind = Int(connection.kind.rawValue)
    let owned = Unmanaged.passRetained(connection)
    if let index = kinds[kind].firstIndex(where: { $0.name == connection.name }) {
      kinds[kind][index].destinations = Self.longer(kinds[kind][index].destinations, owned)
    } else {
      kinds[kind] = Self.longer(kinds[kind], Entry(name: connection.name, destinations: Self.longer(.init(start: nil, count: 0), owned)))
    }
  }

  private static func longer<T>(_ old: UnsafeMutableBufferPointer<T>, _ last: T) -> UnsafeMutableBufferPointer<T> {
    let new = UnsafeMutableBufferPointer<T>.allocate(capacity: old.count + 1)
    _ = new.initialize(fromContentsOf: Array(old) + [last])
    old.deallocate()
    return new
  }

  /// The connections for messages of this kind and name, in the order of the graph; empty where it connects them to nobody.
  @inline(__always)
  func find(_ kind: MessageKind, _ name: MessageName) -> UnsafeMutableBufferPointer<Unmanaged<Connection>> {
    let entries = kinds[Int(kind.rawValue)]
    for index in 0..<entries.count where entries[index].name == name { return entries[index].destinations }
    return .init(start: nil, count: 0)
  }

  func connections(_ kind: MessageKind, _ name: MessageName) -> [Connection] { find(kind, name).map { $0.takeUnretainedValue() } }

  var all: [Connection] {
    var list: [Connection] = []
    for kind in kinds.indices {
      for entry in kinds[kind] { list += entry.destinations.map { $0.takeUnretainedValue() } }
    }
    return list
  }
}
