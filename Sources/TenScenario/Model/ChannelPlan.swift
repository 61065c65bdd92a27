internal import TenCore
internal import TenGraph

/// The channel of the call, and who is in it besides the graph's own nodes.
struct ChannelPlan: Sendable {
  /// nil: the start value `channel`.
  var name: String?
  var participants: [ParticipantPlan] = []
}

struct ParticipantPlan: Sendable {
  var name: String
  var spot: Spot
  var uid: UInt32
  /// Whether it can write messages too, under its uid as user.
  var writes = true
  /// From the moment when the session is ready; nil: a step says when.
  var joins: Duration?
  var leaves: Duration?
  var speaks: [(at: Duration, sound: Sound)] = []
}
