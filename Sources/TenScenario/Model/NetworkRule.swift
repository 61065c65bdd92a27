internal import TenCore
internal import TenGraph

/// How the network answers requests, or opens WebSockets, whose method and address begin so. The first rule that fits and is not used up counts.
struct NetworkRule: Sendable {
  var name: String
  var spot: Spot
  /// nil for any.
  var method: String?
  /// What the address begins with.
  var url: String
  /// How often it answers; nil for always.
  var times: Int?
  var after: Duration = .zero
  var answer: Answer

  enum Answer: Sendable {
    case response(status: Int, headers: [(String, String)], body: Body)
    case socket(script: [SocketAction], replies: [SocketReply])
    /// Nobody answers.
    case never
    /// The connection is refused.
    case unreachable
  }

  enum Body: Sendable {
    case text(String)
    /// Server-sent events, one every so often; `breaks`: the connection is lost behind the last.
    case events([Event], every: Duration, breaks: Bool)
  }

  struct Event: Sendable {
    var text: String
    var after: Duration = .zero
  }
}

/// What a scripted WebSocket does.
enum SocketAction: Sendable {
  case wait(Duration)
  case send(String)
  case close(Int)
  case breakOff
}

/// What it does when a message comes.
struct SocketReply: Sendable {
  var pattern: ValuePattern
  var times: Int?
  var actions: [SocketAction]
}
