internal import Logging
public import TenCore
internal import TenRuntime
internal import TenTesting

/// One message that the node sent, and when.
public struct ConformanceEntry: Sendable {
  /// Virtual time of the loop.
  public let time: Duration
  public let message: any Message

  public var name: String { message.name.text }
  public var data: DataMessage? { message as? DataMessage }
  public var command: Command? { message as? Command }
  public var audio: AudioFrame? { message as? AudioFrame }
  public var video: VideoFrame? { message as? VideoFrame }
}

/// What the neighbours of a node under test share with the checks: how to behave, and what came.
final class ConformanceStage: Sendable {
  /// How neighbours take what they get.
  enum Manner: Sendable, Hashable {
    case prompt
    /// Each message keeps them busy for so long.
    case slow(Duration)
    /// Commands are answered after so long.
    case late(Duration)
    /// Commands are never answered.
    case silent
  }

  struct State {
    var manner = Manner.prompt
    var keepsEntries = true
    var entries: [ConformanceEntry] = []
    var results: [(name: String, result: CommandResult)] = []
    /// Commands sent to the node by the functions that keep the result.
    var posted = 0
    /// Audio that was sent by `hear`, and how much of it the last utterance was.
    var heardMilliseconds = 0
    var lastSpeechMilliseconds = 0
    var held: [PendingReply] = []
    var logged: [String] = []
    var events: [SessionEvent] = []
    var context: ExtensionContext?
  }

  private let state = Locked(State())
  let answers: [String: @Sendable (Command) -> CommandResult]

  init(answers: [String: @Sendable (Command) -> CommandResult]) { self.answers = answers }

  func change<R: Sendable>(_ body: (inout State) -> R) -> R { state.withLock { body(&$0) } }

  var manner: Manner { state.withLock { $0.manner } }
  var entries: [ConformanceEntry] { state.withLock { $0.entries } }

  func note(_ result: CommandResult, of name: String) {
    change { $0.results.append((name, $0.keepsEntries ? result : CommandResult(result.status))) }
  }

  func answer(_ command: Command) -> CommandResult { answers[command.name.text]?(command) ?? .ok() }

  var logHandler: any LogHandler { Handler(stage: self) }

  private struct Handler: LogHandler {
    let stage: ConformanceStage
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }
    func log(event: LogEvent) {
      let own = event.metadata.map { " \($0)" } ?? ""
      stage.change { $0.logged.append("\(event.message)\(own)") }
    }
  }
}
