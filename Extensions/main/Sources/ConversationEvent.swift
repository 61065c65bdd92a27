internal import TenRuntime

/// What happens to a conversation.
enum ConversationEvent: Sendable {
  case joined(id: String)
  case left(id: String)
  /// What the speech recogniser has heard so far, or at last.
  case heard(text: String, isFinal: Bool, session: String)
  /// The recogniser is sure that someone speaks.
  case speechBegan
  case typed(text: String, publisher: String)
  case injected(text: String, role: String, isComplete: Bool, stream: Int?)
  /// The answer to `beginTurn`.
  case began(turn: UInt32, TurnWork)
  case model(request: String, ModelEvent)
  case toolRegistered(ToolDescription)
  case toolAnswered(request: String, call: String, output: String)
  case audioStarted(request: String)
  /// - Parameter milliseconds: how long the audio of the request plays; nil where it was not told.
  case audioEnded(request: String, milliseconds: Int?)
  /// Someone has ended the turns up to this one.
  case turnsEnded(through: UInt32)
}

/// What a language model sends in answer to one request.
enum ModelEvent: Sendable {
  /// - Parameters:
  ///   - delta: the new part.
  ///   - content: everything so far; it counts where there is no new part.
  case delta(delta: String?, content: String?)
  case done(content: String?)
  case reasoning(text: String, isFinal: Bool)
  case tool(ToolCall)
  /// The last one; with an error, why there is no answer.
  case ended(error: String?)
}

struct ToolCall: Sendable, Hashable {
  var id: String
  var name: String
  var arguments: Properties
}

struct ToolDescription: Sendable {
  var name: String
  /// As it was registered; the model gets it so.
  var description: Properties
  /// The node that carries it out.
  var node: String
}

/// What a new turn is for.
enum TurnWork: Sendable, Hashable {
  case greeting
  /// - Parameter recognised: when the words were there, in nanoseconds of the loop's clock.
  case answer(role: String, text: String, recognised: Int64)
}
