public import TenCore
public import TenRuntime
public import TenTesting

/// Tries an extension against the rules of its role: alone, on virtual loops, with neighbours that answer, are silent, slow or wrong.
///
/// ```swift
/// @Test func itConforms() throws {
///   try ExtensionConformance(Greeter.self, .node).properties(["language": "no"]).run()
/// }
/// ```
///
/// Works in Swift Testing and in XCTest: `run` throws a `ConformanceFailure` that lists every broken rule with what was seen and the seed.
public struct ExtensionConformance: Sendable {
  public typealias Exercise = @Sendable (ConformanceScene) async throws -> Void

  let type: any Extension.Type
  let makeGraph: @Sendable (String, Properties, (inout CompiledNode) -> Void) -> TestGraph
  public let role: ConformanceRole
  public let manifest: Manifest
  let defaults: Properties
  var properties = Properties()
  var start = Properties()
  var makeNetwork: (@Sendable (VendorLog) -> PuppetNetwork)?
  var makeChannels: (@Sendable () -> ChannelHub)?
  var exercise: Exercise?
  var makeFailing: (@Sendable (Self) -> Self)?
  var makeSpeech: (@Sendable () -> [AudioFrame])?
  var samples: [SampleKey: Properties] = [:]
  var answers: [String: @Sendable (Command) -> CommandResult] = [:]
  var exceptions: [String: String] = [:]
  var traits = Set<Trait>()
  var hooks = RoleHooks()

  /// What only its author can know of an extension, and what some rules need to know.
  public enum Trait: Sendable, Hashable {
    /// The vendor's log is kept (see `vendor`).
    case hasVendor
  }

  struct SampleKey: Sendable, Hashable {
    let kind: MessageKind
    let name: String
  }

  public init<E: Extension>(_ type: E.Type, _ role: ConformanceRole = .node) {
    self.type = type
    self.role = role
    manifest = E.manifest
    defaults = E.defaults
    makeGraph = { TestGraph().node($0, E.self, $1, change: $2) }
  }

  /// The rules that `run` tries for a role, those of any node among them.
  public static func rules(for role: ConformanceRole) -> [ConformanceRule] { role.rules }

  /// The node's properties, over the extension's defaults.
  public func properties(_ properties: Properties) -> Self { with { $0.properties.merge(properties) } }

  /// The session's start values, by the names under which the session knows them.
  public func start(_ values: Properties) -> Self { with { $0.start.merge(values) } }

  /// The network that the node sees; made anew for each run.
  public func network(_ make: @escaping @Sendable () -> PuppetNetwork) -> Self { with { $0.makeNetwork = { _ in make() } } }

  /// As `network`, with a log in which the vendor's puppet notes which requests it was given and which it was told to stop.
  public func vendor(_ make: @escaping @Sendable (VendorLog) -> PuppetNetwork) -> Self {
    with {
      $0.makeNetwork = make
      $0.traits.insert(.hasVendor)
    }
  }

  /// What makes the node's requests fail: a network whose server refuses, a property that the vendor does not take. Rules for failures need it.
  public func failing(_ change: @escaping @Sendable (Self) -> Self) -> Self { with { $0.makeFailing = change } }

  /// For a node that listens: the frames of one utterance, which it recognises as some text. Rules for results need it.
  public func speech(_ make: @escaping @Sendable () -> [AudioFrame]) -> Self { with { $0.makeSpeech = make } }

  /// The channels that the node may join; made anew for each run.
  public func channels(_ make: @escaping @Sendable () -> ChannelHub) -> Self { with { $0.makeChannels = make } }

  /// The properties of a valid message of this name, where those made of the manifest's schema would not do.
  public func sample(_ kind: MessageKind, _ name: String, _ properties: Properties) -> Self {
    with { $0.samples[SampleKey(kind: kind, name: name)] = properties }
  }

  /// What makes the node do its work; instead of sending it each message that its manifest declares.
  public func exercise(_ exercise: @escaping Exercise) -> Self { with { $0.exercise = exercise } }

  /// How the node's neighbours answer a command of this name; others they answer OK, without properties.
  public func answering(_ command: String, _ answer: @escaping @Sendable (Command) -> CommandResult) -> Self {
    with { $0.answers[command] = answer }
  }

  /// The rule is not tried; the report shows why.
  public func excepting(_ rule: String, because reason: String) -> Self { with { $0.exceptions[rule] = reason } }

  private func with(_ change: (inout Self) -> Void) -> Self {
    var copy = self
    change(&copy)
    return copy
  }
}
