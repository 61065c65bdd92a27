internal import TenCore
package import TenGraph

/// One test of a graph: what is around it, what happens to it, and what must come of it.
package struct Scenario: Sendable {
  package var name: String
  package var spot: Spot
  /// The path of the graph, relative to the working folder as the scenario's own is.
  var graph = ""
  var graphSpot = Spot(nil)
  var graphName: String?
  /// The variables of `${env:…}` in the graph; those of the process are not seen.
  var environment: [String: String] = [:]
  var replace: [String: String] = [:]
  /// The session's start values.
  var start = Properties()
  /// Overrides of properties, by node.
  var nodes: [String: Properties] = [:]
  var puppets: [PuppetPlan] = []
  var network: [NetworkRule] = []
  var channel = ChannelPlan()
  var steps: [Step] = []
  var budgets: [Budget] = []
  var end = EndExpectation()

  init(name: String, spot: Spot) {
    self.name = name
    self.spot = spot
  }
}

/// A node whose extension is played by the scenario.
struct PuppetPlan: Sendable {
  var node: String
  var spot: Spot
  var rules: [PuppetRule] = []
}

/// What a puppet does when a message comes.
struct PuppetRule: Sendable {
  var kind: MessageKind
  var name: String
  var spot: Spot
  var pattern: ValuePattern?
  /// How many messages it answers; nil for all.
  var times: Int?
  /// Before the final result, or before what is sent.
  var after: Duration = .zero
  /// Between partial results.
  var every: Duration = .zero
  var partial: [Value] = []
  var result: ResultTemplate?
  /// Whether the command stays unanswered.
  var never = false
  var sends: [MessageTemplate] = []
}

struct ResultTemplate: Sendable {
  var isOK = true
  var properties: Value = .object(Properties())
}
