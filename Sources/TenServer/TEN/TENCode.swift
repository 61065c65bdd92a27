/// The codes of TEN's server. Its clients compare them as texts.
enum TENCode: String, Sendable, CaseIterable {
  case ok = "0"
  case badParameters = "10000"
  case tooManyWorkers = "10001"
  case unknownChannel = "10002"
  case channelTaken = "10003"
  case emptyChannel = "10004"
  case token = "10005"
  case badGraph = "10100"
  case start = "10101"
  case stop = "10102"

  /// The status that is meant: TEN's server hands it over as `data` and answers 200, see `ServerConfiguration.TENStatuses`. Another one where the request
  /// could succeed later.
  var status: Int {
    switch self {
    case .ok: 200
    case .badParameters, .unknownChannel, .channelTaken, .emptyChannel, .token: 400
    case .tooManyWorkers: 429
    case .badGraph, .start, .stop: 500
    }
  }

  /// The word of the problem documents of the other APIs.
  var word: String {
    switch self {
    case .ok: "ok"
    case .badParameters: "invalid_request"
    case .tooManyWorkers: "too_many"
    case .unknownChannel: "unknown_channel"
    case .channelTaken: "channel_taken"
    case .emptyChannel: "empty_channel"
    case .token: "token_failed"
    case .badGraph: "invalid_graph"
    case .start: "start_failed"
    case .stop: "stop_failed"
    }
  }

  func error(_ message: String, status: Int? = nil) -> APIError {
    APIError(status ?? self.status, word, message, envelopeCode: rawValue)
  }
}
