internal import TenCore
internal import TenGraph
internal import TenRuntime
internal import TenTesting

/// What is around a session in one run. Confined to its loop.
final class World: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  let loop: VirtualLoop
  let log: ObservationLog
  let runLog: RunLog
  let channel: ScriptedChannel
  let network: ScriptedNetwork
  private let host: Host
  private let graph: CompiledGraph
  private let request: StartRequest
  private let scratch: ScratchFolder?
  /// When the steps with a name were.
  var marks: [String: Duration] = [:]
  /// Where in the log they began.
  var begins: [String: Int] = [:]
  private var notes: [String] = []

  init(_ scenario: Scenario, _ compiled: CompiledGraph, _ extensions: [any Extension.Type], _ loop: VirtualLoop, seed: UInt64) throws {
    self.loop = loop
    let log = ObservationLog(loop)
    let runLog = RunLog(log)
    self.log = log
    self.runLog = runLog
    let name = scenario.channel.name ?? scenario.start["channel"]?.string ?? "scenario"
    channel = ScriptedChannel(scenario.channel, channel: name, loop, log)
    network = ScriptedNetwork(scenario.network, loop, log)
    network.attach()
    graph = Self.graph(compiled, scenario)
    let nodes = scenario.nodes
    if nodes.values.contains(where: { Value($0).usesScratch }) {
      let folder = try ScratchFolder()
      scratch = folder
      request = StartRequest(values: scenario.start, nodes: nodes.mapValues { $0.withScratch(folder.path) })
    } else {
      scratch = nil
      request = StartRequest(values: scenario.start, nodes: nodes)
    }
    var options = HostOptions()
    options.makeLogHandler = { _, node in runLog.handler(node) }
    let names = graph.nodes.map(\.name)
    options.onSend = { node, message, isStale in log.add(Observation(message, from: names[node], isStale: isStale)) }
    let host = Host(
      extensions: extensions + [ScenarioPuppet.self], loop: loop, offloading: VirtualOffloading(seed: seed), seed: seed, options: options)
    self.host = host
    loop.watchWaits { host.runningSessions.flatMap(\.waitsInWords) }
  }

  /// The graph with its puppets: each keeps the manifest of the extension whose place it takes.
  private static func graph(_ compiled: CompiledGraph, _ scenario: Scenario) -> CompiledGraph {
    var graph = compiled
    for puppet in scenario.puppets {
      guard let index = graph.index(of: puppet.node) else { continue }
      graph.nodes[index].extension = ScenarioPuppet.manifest.name
      graph.nodes[index].properties[ScenarioPuppet.property] = .reference(.init(PuppetScript(puppet)))
    }
    return graph
  }

  /// - Throws: `Diagnostics`.
  func start() throws -> Session {
    try host.start(graph, request, name: "test") { [log] event in
      if event.kind == .ended { log.end() }
    }
  }

  /// Something went wrong beside the steps.
  func note(_ text: String) { notes.append(text) }

  func problems(_ scenario: Scenario) -> [Failure] {
    var failures = notes.map { Failure(scenario.spot, "the channel", expected: "participants that join", came: $0) }
    if let first = network.unscripted.first {
      var failure = Failure(
        scenario.spot, "the network", expected: "requests that the scenario's network answers",
        came: "\(network.unscripted.count) without a rule, first \(first)")
      failure.recentTitle = "requests without a rule"
      failure.recent = Array(network.unscripted.prefix(10))
      failures.append(failure)
    }
    return failures
  }
}

extension Observation {
  fileprivate init(_ message: Envelope, from node: String, isStale: Bool) {
    self.init(
      time: .zero, port: Port(place: .node(node), kind: message.kind.key, name: message.name.text), properties: message.properties,
      turn: message.turn, payload: message.payload)
    self.isStale = isStale
    switch message.kind {
    case .audio: medium = .audio(sampleRate: Int(message.a), channels: Int(message.d))
    case .video: medium = .video(width: Int(message.a), height: Int(message.b))
    case .command, .data: break
    }
  }
}
