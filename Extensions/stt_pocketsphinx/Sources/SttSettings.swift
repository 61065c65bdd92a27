internal import TenRuntime

/// The node's properties, checked.
struct SttSettings: Sendable {
  enum Grammar: Sendable, Hashable {
    /// The general language model.
    case none
    case text(String)
    case file(String)
    case keyphrases(String)
  }

  let model: String
  let language: String
  let grammar: Grammar
  let silence: Int
  let interval: Duration
  let longest: Int

  /// - Throws: `PropertyError` for values that cannot be used.
  init(_ properties: NodeProperties) throws {
    var read = PropertyReader(properties)
    model = read.string("model")
    language = read.string("language")
    silence = read.int("silence_ms", 100...5_000)
    interval = read.milliseconds("interim_ms", 0...10_000)
    longest = read.int("max_utterance_ms", 1_000...120_000)
    let grammar = read.string("grammar")
    self.grammar =
      switch grammar {
      case "": .none
      case _ where grammar.hasPrefix("#JSGF"): .text(grammar)
      case _ where grammar.hasSuffix(".kws"): .keyphrases(grammar)
      default: .file(grammar)
      }
    try read.check()
  }
}
