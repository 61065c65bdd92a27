/// Who waits for whom among the nodes of a session, to find circles that nothing will ever open. Pure.
public struct WaitGraph: Sendable {
  /// A handler in flight, or a node that does not run yet.
  public enum Vertex: Hashable, Sendable {
    case handler(UInt)
    case node(NodeIndex)
  }

  public struct Edge: Sendable, Hashable {
    /// Grows with time: the youngest edge has the largest.
    public var id: UInt64
    public var from: Vertex
    public var to: Vertex
    /// For the log: `node 'a' waits for the result of command 'x' from node 'b'`.
    public var text: String

    public init(id: UInt64, from: Vertex, to: Vertex, text: String) {
      self.id = id
      self.from = from
      self.to = to
      self.text = text
    }
  }

  public var edges: [Edge] = []

  public init() {}

  /// The edges of one circle, the youngest first; empty where there is none.
  public func circle() -> [Edge] {
    var out: [Vertex: [Edge]] = [:]
    for edge in edges { out[edge.from, default: []].append(edge) }
    var done: Set<Vertex> = []
    for start in edges.map(\.from) where !done.contains(start) {
      if let found = Self.circle(from: start, out, &done) { return found.sorted { $0.id > $1.id } }
    }
    return []
  }

  private static func circle(from start: Vertex, _ out: [Vertex: [Edge]], _ done: inout Set<Vertex>) -> [Edge]? {
    var path: [(vertex: Vertex, edges: ArraySlice<Edge>)] = [(start, (out[start] ?? [])[...])]
    var taken: [Edge] = []
    var onPath: Set<Vertex> = [start]
    while let last = path.indices.last {
      guard let edge = path[last].edges.popFirst() else {
        let vertex = path.removeLast().vertex
        onPath.remove(vertex)
        done.insert(vertex)
        _ = taken.popLast()
        continue
      }
      if onPath.contains(edge.to) {
        let first = path.firstIndex { $0.vertex == edge.to } ?? 0
        return Array(taken[first...]) + [edge]
      }
      guard !done.contains(edge.to) else { continue }
      taken.append(edge)
      onPath.insert(edge.to)
      path.append((edge.to, (out[edge.to] ?? [])[...]))
    }
    return nil
  }
}
