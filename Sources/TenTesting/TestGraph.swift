public import TenCore
public import TenRuntime

/// Builds compiled graphs in code, for tests that need no file.
///
/// ```swift
/// let graph = TestGraph()
///   .node("a", Source.self).node("b", Sink.self)
///   .connect("a", .data, "text", "b")
/// ```
public struct TestGraph: Sendable {
  public private(set) var compiled = CompiledGraph(name: "test", nodes: [], groups: [CompiledGroup(name: "main")])
  public private(set) var extensions: [any Extension.Type] = []

  public init() {}

  /// - `change`: sets what a graph file may say of the node: limits, deadlines, policies.
  public func node<E: Extension>(
    _ name: String, _ type: E.Type, _ properties: Properties = Properties(), change: (inout CompiledNode) -> Void = { _ in }
  ) -> TestGraph {
    var copy = self
    var node = CompiledNode(name: name, manifest: E.manifest, properties: E.defaults.merging(properties))
    change(&node)
    copy.compiled.nodes.append(node)
    if !extensions.contains(where: { $0 == type }) { copy.extensions.append(type) }
    return copy
  }

  public func connect(_ source: String, _ kind: MessageKind, _ name: String, _ destinations: String...) -> TestGraph {
    connect(source, kind, name, destinations) { _ in }
  }

  public func connect(
    _ source: String, _ kind: MessageKind, _ name: String, _ destinations: [String], change: (inout CompiledConnection) -> Void
  ) -> TestGraph {
    var copy = self
    for destination in destinations {
      var edge = CompiledConnection(source: index(source), kind: kind, name: name, destination: index(destination))
      change(&edge)
      copy.compiled.connections.append(edge)
    }
    return copy
  }

  /// Gives `node` a group with a loop thread of its own.
  public func threaded(_ node: String) -> TestGraph {
    var copy = self
    copy.compiled.groups.append(CompiledGroup(name: node, thread: true))
    copy.compiled.nodes[index(node)].group = copy.compiled.groups.count - 1
    return copy
  }

  public func depends(_ node: String, on others: String...) -> TestGraph {
    var copy = self
    copy.compiled.nodes[index(node)].dependsOn = others.map(index)
    return copy
  }

  private func index(_ name: String) -> NodeIndex {
    guard let index = compiled.index(of: name) else { preconditionFailure("the test graph has no node '\(name)'") }
    return index
  }
}
