internal import TenCore
internal import TenRuntime

/// What a session that a page watches is at.
struct Viewer {
  enum State: String { case created, starting, started }

  let room: ViewerRoom
  /// The session's limit, which the vendor or the graph sets.
  let limit: Duration?
  var state = State.created
  var beganAt: Duration?
  var tasks = 0
  /// The room's token is given once.
  var isTokenGiven = false

  init(room: ViewerRoom, limit own: Duration?) {
    self.room = room
    limit = [room.limit, own].compactMap { $0 }.min()
  }

  func status(at now: Duration) -> Properties {
    var status: Properties = ["state": .string(state.rawValue), "tasks": Value(tasks)]
    if let limit { status["session_duration_limit"] = Value(limit.components.seconds) }
    if let limit, let beganAt { status["seconds_left"] = Value(max(0, (beganAt + limit - now).components.seconds)) }
    return status
  }
}
