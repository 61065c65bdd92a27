internal import TenCore

/// One call of an extension's asynchronous layer.
enum HandlerJob {
  case command(Command, PendingReply)
  case data(DataMessage)
  case audio(AudioFrame)
  case video(VideoFrame)
  case prepare(Completion)
  case start(StartMessage, PendingReply)
  case interrupted(Turn, Completion)
  case stop(Completion)
  /// Ends the worker's task.
  case exit

  /// Called on the node's loop when a lifecycle call has returned, with what it threw.
  typealias Completion = ((any Error)?) -> Void

  var turn: Turn {
    switch self {
    case .command(let command, _): command.turn
    case .data(let data): data.turn
    case .audio(let frame): frame.turn
    case .video(let frame): frame.turn
    case .prepare, .start, .interrupted, .stop, .exit: .none
    }
  }

  /// Whether the next data message or frame must wait until this has ended.
  var blocksData: Bool {
    switch self {
    case .data, .audio, .video: true
    default: false
    }
  }

  var isMessage: Bool {
    switch self {
    case .command, .data, .audio, .video: true
    default: false
    }
  }

  /// What the audit and the watchdog call it.
  var label: String {
    switch self {
    case .command(let command, _): "command '\(command.name)'"
    case .data(let data): "data '\(data.name)'"
    case .audio(let frame): "audio frame '\(frame.name)'"
    case .video(let frame): "video frame '\(frame.name)'"
    case .prepare: "prepare"
    case .start: "start"
    case .interrupted: "interrupted"
    case .stop: "stop"
    case .exit: "exit"
    }
  }
}

/// A task that runs a node's handlers, one after the other; kept for re-use between them.
final class Worker: @unchecked Sendable {
  // @unchecked: protected by the node's loop.
  var job: HandlerJob
  let scope: Scope
  var task: Task<Void, Never>?
  /// Set while it waits for the next job.
  var resume: UnsafeContinuation<Void, Never>?
  /// Its place among the node's active workers.
  var index = 0
  /// Whether its task was cancelled or its handler given up: it is not used again.
  var isSpent = false
  var command = CommandID.none
  /// The part whose table holds the command; slots of two parts may be alike.
  unowned(unsafe) var commandPart: SessionPart?

  init(_ job: HandlerJob, node: Node) {
    self.job = job
    scope = Scope(node: node)
  }
}
