internal import TenCore

/// Where a node's outputs go: for each kind, the names that the graph connects and their connections. A look-up compares a few numbers; nothing is hashed.
struct RouteTable {
  private struct Entry {
    var name: MessageName
    var connections: [Connection]
  }

  private var kinds: InlineArray<4, [Entry]> = InlineArray(repeating: [])

  mutating func add(_ connection: Connection) {
    let kind = Int(connection.kind.rawValue)
    if let index = kinds[kind].firstIndex(where: { $0.name == connection.name }) {
      kinds[kind][index].connections.append(connection)
    } else {
      kinds[kind].append(Entry(name: connection.name, connections: [connection]))
    }
  }

  /// The connections for messages of this kind and name, in the order of the graph; empty where it connects them to nobody.
  @inline(__always)
  func find(_ kind: MessageKind, _ name: MessageName) -> [Connection] {
    for entry in kinds[Int(kind.rawValue)] where entry.name == name { return entry.connections }
    return []
  }

  var all: [Connection] {
    var list: [Connection] = []
    for index in kinds.indices { list += kinds[index].flatMap(\.connections) }
    return list
  }
}
