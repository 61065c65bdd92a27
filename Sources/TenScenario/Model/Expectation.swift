internal import TenCore
internal import TenGraph

/// A message that must come, or must not.
struct Expectation: Sendable {
  var port: Port
  var spot: Spot
  var properties: ValuePattern?
  /// Of what is no property: turn, sample rate, what a frame sounds like.
  var frame: ValuePattern?
  var turn: ValuePattern?
  var payload: ValuePattern?
  /// The step from which on it counts; nil: everything at the port that no step has passed yet.
  var since: String?
  /// How many of them.
  var count = 1
  /// Whether nothing else may come at the port before.
  var isNext = false

  /// `data 'tts_text_input' from 'main'`
  var words: String { port.words }
}

/// Where messages are seen.
struct Port: Sendable, Hashable {
  enum Place: Sendable, Hashable {
    /// What a node sends.
    case node(String)
    /// What a participant of the channel is told.
    case participant(String)
    /// What a rule of the network gets.
    case network(String)
  }

  var place: Place
  /// A kind of message, or `request`, `hears` …
  var kind: String
  /// Of a message.
  var name = ""

  var words: String {
    switch place {
    case .node(let node): "\(kind) '\(name)' from '\(node)'"
    case .participant(let name): "'\(kind)' at '\(name)'"
    case .network(let name): "'\(kind)' of the network's '\(name)'"
    }
  }
}
