public import TenCore
internal import TenGraph
public import TenRuntime

/// A test bench for one extension or a whole graph: runs it in this process, on a virtual loop, without files, network or real time.
///
/// Immutable: what looks like a setting returns a changed copy, and each `run` makes a fresh world. Works from Swift Testing and from XCTest: what does not
/// go as it must is thrown as a `TrialFailure`, whose description has the place, the seed, every message and the log.
///
/// ```swift
/// @Test func aGreetingIsAnswered() throws {
///   try ExtensionHarness(Greeter.self, ["language": "en"]).run { trial in
///     try await trial.send(DataMessage("name", ["text": "Ada"]))
///     try await trial.expect(.data("greeting", ["text": "Hello Ada"]))
///     try await trial.expectNone(for: .seconds(1))
///   }
/// }
/// ```
///
/// One node alone is a real session with real queues: its properties are laid over the extension's defaults and checked, its manifest's schemas apply to what
/// it takes and sends, its start values are planned. Whatever it sends comes to the trial: under names that a graph would connect, to peers, and to nodes that
/// do not exist.
public struct ExtensionHarness: Sendable {
  enum Base: Sendable {
    case node(HarnessNode)
    case graph(CompiledGraph, [any Extension.Type])
  }

  /// What a run may do without failing for it.
  public struct Allowance: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Findings of the end record's audit, and sums that do not add up.
    public static let audit = Allowance(rawValue: 1)
    /// The session's end by a node's failure.
    public static let failure = Allowance(rawValue: 2)
    /// A secret in the log.
    public static let secretsInLog = Allowance(rawValue: 4)
  }

  let base: Base
  var request = StartRequest()
  var makeNetwork: (@Sendable () -> PuppetNetwork)?
  var makeChannels: (@Sendable () -> ChannelHub)?
  var puppets: [String: Puppet] = [:]
  /// The trial's own script.
  var script = Puppet()
  var taps: [HarnessTap] = []
  var faults: [Fault] = []
  var allowance: Allowance = []
  var options = HostOptions()

  /// One node alone.
  /// - `properties`: as the node's `property` in a graph file; a member `peers` renames the peers of the manifest.
  /// - `change`: sets what else a graph file may say of the node: limits, deadlines, policies.
  public init<E: Extension>(_ type: E.Type, _ properties: Properties = Properties(), change: (inout CompiledNode) -> Void = { _ in }) {
    base = .node(HarnessNode(type, properties, change))
  }

  /// A whole graph, with its probes.
  public init(_ graph: TestGraph) { base = .graph(graph.compiled, graph.extensions) }

  /// A whole graph from its file, or from its JSON text.
  /// - `graph`: a path, or text that begins with `{`.
  /// - `extensions`: those that the graph names. Nodes can be replaced with puppets.
  /// - `name`: which graph of a file with several.
  /// - `environment`: the variables of `${env:…}`.
  /// - Throws: everything that is wrong with the graph.
  public init(graph: String, extensions: [any Extension.Type], name: String? = nil, environment: [String: String] = [:]) throws(Diagnostics) {
    var catalogue = ExtensionCatalogue()
    for type in extensions { try catalogue.add(type.manifest, defaults: type.defaults) }
    let isText = graph.first { !$0.isWhitespace } == "{"
    let file = isText ? "graph.json" : graph
    let compiler = GraphCompiler(catalogue: catalogue, environment: environment) { path in
      isText && path == file ? Array(graph.utf8) : try TextFile.read(path)
    }
    base = .graph(try compiler.compile(file: file, graph: name), extensions)
  }

  /// The session's start values.
  public func start(_ values: [String: Value]) -> ExtensionHarness {
    changed { $0.request.values = Properties(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) }
  }

  /// All that a caller may say of the start: values, and overrides for single nodes.
  public func start(_ request: StartRequest) -> ExtensionHarness { changed { $0.request = request } }

  /// Gives the nodes a network, made anew for each run.
  public func network(_ make: @escaping @Sendable () -> PuppetNetwork) -> ExtensionHarness { changed { $0.makeNetwork = make } }

  /// Gives the nodes channels, made anew for each run.
  public func channels(_ make: @escaping @Sendable () -> ChannelHub) -> ExtensionHarness { changed { $0.makeChannels = make } }

  /// A scripted neighbour of this name. It gets what the node sends to it by name, and what the node sends to nobody under a name that the script has.
  /// In a whole graph it takes the place of the node of this name. What it got is at `trial.probe(name)`.
  public func puppet(_ name: String, _ puppet: Puppet) -> ExtensionHarness { changed { $0.puppets[name] = puppet } }

  /// How the trial itself answers this command; without it, with OK. The command comes to the trial's expectations all the same.
  public func on(_ command: String, _ script: @escaping @Sendable (Command, PendingReply) async throws -> CommandResult) -> ExtensionHarness {
    changed { $0.script = $0.script.on(command, script) }
  }

  /// In a whole graph: what the node sends under this name also comes to the trial.
  public func tap(_ node: String, _ kind: MessageKind, _ name: String) -> ExtensionHarness {
    changed { $0.taps.append(HarnessTap(node: node, kind: kind, name: name)) }
  }

  /// Something goes wrong in each run.
  public func fault(_ fault: Fault) -> ExtensionHarness { changed { $0.faults.append(fault) } }

  /// What a run may do without failing for it.
  public func allowing(_ allowance: Allowance) -> ExtensionHarness { changed { $0.allowance.formUnion(allowance) } }

  /// The host's deadlines. Its log goes to the trial.
  public func options(_ options: HostOptions) -> ExtensionHarness { changed { $0.options = options } }

  private func changed(_ change: (inout ExtensionHarness) -> Void) -> ExtensionHarness {
    var copy = self
    change(&copy)
    return copy
  }
}

struct HarnessTap: Sendable {
  let node: String
  let kind: MessageKind
  let name: String
}
