internal import TenCore
internal import TenGraph

/// One step of a scenario; the next begins when it is done.
package struct Step: Sendable {
  var spot: Spot
  /// From 1, for reports.
  var number: Int
  /// The name under which a budget knows its time.
  var label: String?
  var action: Action

  enum Action: Sendable {
    case send(SendAction)
    case expect([Expectation], isUnordered: Bool, within: Duration)
    case expectNone(Expectation, for: Duration)
    case advance(Duration)
    case interrupt
    case stop
    case join(String)
    case leave(String)
    case speak(String, Sound, waits: Bool)
    case write(String, Value)
    case breakOff(String)
  }
}

struct SendAction: Sendable {
  /// Who gets it by name; nil for where the graph connects it.
  var to: String?
  /// As whose output it goes; nil for the host.
  var from: String?
  var message: MessageTemplate
  var spot: Spot
  /// What a command's result must be; nil for any that is OK.
  var result: ResultPattern?
  var within: Duration = .seconds(5)
  /// Whether the step lasts until the result, or the last frame.
  var waits = true
}

struct ResultPattern: Sendable {
  var status: CommandResult.Status?
  var pattern: ValuePattern?
}
