internal import TenCore
internal import TenRuntime

/// What other nodes are told of the avatar, as data `avatar_event`.
struct AvatarEvent: Hashable {
  /// connected, speak_started, speak_ended, speak_interrupted, reconnecting, error or warning.
  var type: String
  var eventID = ""
  var requestID = ""
  var turn = Turn.none
  var errorType = ""
  var message = ""
}
