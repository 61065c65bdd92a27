extension BrokenCase {
  static let avatar: [BrokenCase] = [
    avatar("avatar.joins-the-start-channel", "a fixed uid for the avatar", .fixedUID),
    avatar("avatar.ends-its-session", "stop() leaves the vendor's session while it speaks", .leavesSessionInSpeech),
    avatar("avatar.ends-its-session-in-its-start", "a session counts as made when it is ready, not when it exists", .leavesSessionInStart),
    avatar("avatar.in-order", "a frame is sent after the next one", .swapsFrames),
    avatar("avatar.sample-rate", "frames of every rate are sent as they are", .oneRateForAll),
    avatar("avatar.end-once", "the end of an utterance is told twice", .endsTwice),
    avatar("avatar.interrupt", "interrupted(turn:) tells the vendor nothing", .deafToTurns),
    avatar("avatar.flush", "flush is answered and tells the vendor nothing", .deafToFlush),
    avatar("avatar.waiting-is-bounded", "audio is sent on as fast as it comes", .takesAll),
    avatar("avatar.keeps-the-key", "the vendor's answer, which repeats the key, stands in the error", .showsKey),
    avatar("avatar.refusal-is-told", "without a session it goes on, and nothing is heard", .mutedRefusal),
    avatar("avatar.never-ready-is-told", "without a ready session it goes on, and nothing is heard", .mutedUnready),
    avatar("avatar.closed-is-told", "it opens new sessions for ever", .triesForEver),
    avatar("avatar.silent-is-left", "nobody looks whether the vendor speaks", .unwatched),
    avatar("avatar.refused-audio-is-left", "an error counts as a sign of life", .errorsAreLife),
    avatar("avatar.goes-on-after-a-break", "the first broken connection puts it out", .onceBrokenIsOut),
  ]

  private static func avatar(_ rule: String, _ defect: String, _ flaw: FlawedAvatar.Flaw) -> BrokenCase {
    BrokenCase(rule, defect, FlawedAvatar.conformance(flaw))
  }
}
