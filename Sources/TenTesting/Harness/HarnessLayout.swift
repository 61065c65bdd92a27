internal import TenCore
internal import TenRuntime

/// The graph of one run: the nodes under test, the trial, and the neighbours.
struct HarnessLayout {
  /// What the trial's own node is called.
  static let trialName = "trial"

  private(set) var graph: CompiledGraph
  private(set) var extensions: [any Extension.Type]
  private(set) var neighbours: [String: Neighbour] = [:]
  private(set) var own: Neighbour
  /// The node under test, where there is one alone.
  private(set) var target: String?
  private let harness: ExtensionHarness
  private let journal: TrialJournal
  private let begin: UInt64
  private let manifests: [String: Manifest]

  /// - Throws: what is wrong with the description.
  init(_ harness: ExtensionHarness, _ journal: TrialJournal, begin: UInt64) throws(HarnessError) {
    self.harness = harness
    self.journal = journal
    self.begin = begin
    switch harness.base {
    case .node(let node):
      guard node.problems.isEmpty else { throw HarnessError(description: node.problems.joined(separator: "; ")) }
      graph = CompiledGraph(name: "test", nodes: [node.compiled], groups: [CompiledGroup(name: "main")])
      extensions = [node.type, Probe.self]
    case .graph(let compiled, let types):
      graph = compiled
      extensions = types + [Probe.self]
    }
    manifests = Dictionary(graph.nodes.map { ($0.name, $0.manifest) }) { first, _ in first }
    guard manifests[Self.trialName] == nil else { throw Self.problem("a node is called 'trial', which is the name of the test's own node") }
    own = Neighbour(
      Self.trialName, Received(), harness.script, faults: harness.faults.neighbourFaults(of: Self.trialName), journal: journal, manifests: manifests,
      begin: begin)
    if case .graph = harness.base { try surroundGraph() } else { surroundNode() }
    for index in graph.nodes.indices {
      guard let bound = harness.faults.bound(of: graph.nodes[index].name) else { continue }
      for kind in InboxClass.allCases {
        graph.nodes[index].inbox[kind].count = min(graph.nodes[index].inbox[kind].count, bound)
        graph.nodes[index].inbox[kind].milliseconds = nil
      }
    }
  }

  private static func problem(_ text: String) -> HarnessError { HarnessError(description: text) }

  private func neighbour(_ name: String, _ received: Received, _ puppet: Puppet) -> Neighbour {
    Neighbour(
      name, received, puppet, faults: harness.faults.neighbourFaults(of: name), journal: journal, manifests: manifests, begin: begin)
  }

  private func node(_ neighbour: Neighbour) -> CompiledNode {
    CompiledNode(name: neighbour.name, manifest: Probe.manifest, properties: ["neighbour": .reference(.init(neighbour))])
  }

  private mutating func add(_ neighbour: Neighbour, unconnected: NodeIndex?) -> NodeIndex {
    var node = node(neighbour)
    node.unconnected = unconnected
    graph.nodes.append(node)
    neighbours[neighbour.name] = neighbour
    return graph.nodes.count - 1
  }

  /// Around one node: the trial, which gets what goes to nobody, the puppets, and a stand-in for each peer that must be there.
  private mutating func surroundNode() {
    guard case .node(let node) = harness.base else { return }
    target = node.compiled.name
    graph.nodes[0].unconnected = add(own, unconnected: 0)
    for (name, puppet) in harness.puppets.sorted(by: { $0.key < $1.key }) {
      let index = add(neighbour(name, Received(), puppet), unconnected: 0)
      for (kind, message) in puppet.scripted {
        graph.connections.append(CompiledConnection(source: 0, kind: kind, name: message, destination: index))
      }
    }
    for peer in node.compiled.manifest.peers {
      let name = node.peers[peer.role] ?? peer.defaultNode
      if let index = graph.index(of: name) ?? (harness.puppets[peer.role] == nil ? nil : graph.index(of: peer.role)) {
        graph.nodes[0].peers[peer.role] = index
      } else if !peer.optional {
        // What comes to it comes to the trial.
        graph.nodes[0].peers[peer.role] = add(neighbour(name, own.received, harness.script), unconnected: 0)
      }
    }
  }

  /// In a whole graph: its probes and puppets are made anew, and puppets take the places of nodes.
  private mutating func surroundGraph() throws(HarnessError) {
    for name in harness.puppets.keys.sorted() where graph.index(of: name) == nil {
      throw Self.problem("the puppet '\(name)' stands for no node: the graph has \(graph.nodes.map { "'\($0.name)'" }.joined(separator: ", "))")
    }
    for index in graph.nodes.indices {
      let compiled = graph.nodes[index]
      guard let made = neighbour(of: compiled) else { continue }
      neighbours[made.name] = made
      graph.nodes[index].extension = Probe.manifest.name
      graph.nodes[index].manifest = Probe.manifest
      graph.nodes[index].properties = ["neighbour": .reference(.init(made))]
      graph.nodes[index].secretPaths = []
    }
    let trial = add(own, unconnected: nil)
    for tap in harness.taps {
      guard let source = graph.index(of: tap.node) else { throw Self.problem("the tap of '\(tap.node)' has no node to listen to") }
      graph.connections.append(CompiledConnection(source: source, kind: tap.kind, name: tap.name, destination: trial))
    }
  }

  private func neighbour(of node: CompiledNode) -> Neighbour? {
    if let puppet = harness.puppets[node.name] { return neighbour(node.name, Received(), puppet) }
    guard node.extension == Probe.manifest.name else { return nil }
    if let puppet = node.properties["neighbour"]?.object(Neighbour.self)?.puppet { return neighbour(node.name, Received(), puppet) }
    guard let received = node.properties["received"]?.object(Received.self) else { return nil }
    received.reset()
    return neighbour(node.name, received, Puppet.echoing)
  }
}

/// What is wrong with a harness.
struct HarnessError: Error, CustomStringConvertible {
  let description: String
}

extension Puppet {
  /// What a graph would connect to it: the messages that its script names.
  fileprivate var scripted: [(MessageKind, String)] {
    let known = commands.keys.map { (MessageKind.command, $0) } + data.keys.map { (.data, $0) } + audio.keys.map { (.audio, $0) }
    let names = held.subtracting(commands.keys).subtracting(data.keys).subtracting(audio.keys)
    let rest = names.flatMap { name in MessageKind.allCases.map { ($0, name) } }
    return (known + rest).sorted { ($0.0.rawValue, $0.1) < ($1.0.rawValue, $1.1) }
  }
}
