internal import TenCore
internal import TenRuntime

/// Whether the vendor speaks what it got: one that takes audio and says nothing would leave the user in silence.
extension AvatarSession {
  /// When a vendor that still has said nothing of what it got is given up; nil when there is nothing to wait for.
  var silenceAt: Duration? {
    guard let silence = timing.silence else { return nil }
    return utterances.first { $0.hasBegun && !$0.isSpoken }.map { $0.beginsAt + silence }
  }

  /// Audio that the vendor got and has not begun to speak.
  func isUnspoken(_ id: String) -> Bool { utterances.contains { $0.id == id && $0.hasBegun && !$0.isSpoken } }

  /// The vendor says that it speaks: the utterance that it names, or the one whose time it is.
  mutating func heard(_ what: ServerEvent.Speech, _ source: String, at now: Duration) {
    guard what != .interrupted else { return }
    for index in utterances.indices where utterances[index].hasBegun {
      if utterances[index].id == source || utterances[index].beginsAt <= now { utterances[index].isSpoken = true }
    }
    fruitless = 0
  }

  static func silence(_ limit: Duration?) -> AvatarError {
    AvatarError(
      attempted: "let the avatar speak",
      reason: "the vendor took audio and did not say within \(limit?.components.seconds ?? 0) s that it speaks")
  }
}
