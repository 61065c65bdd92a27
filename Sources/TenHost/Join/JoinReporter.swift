internal import TenChannel
internal import TenCore
internal import TenGraph

/// Tells what happens in the channel: in words, or as lines of JSON with the time.
final class JoinReporter {
  private let output: Outlet
  private let json: Bool
  private let now: () -> UInt64
  /// What was said last: the same comes on the data stream and as a message.
  private var said: [String] = []

  init(_ plan: JoinPlan, now: @escaping () -> UInt64) {
    output = plan.surroundings.output
    json = plan.json
    self.now = now
  }

  func show(_ type: String, _ members: Properties = [:], words: String? = nil) {
    guard json else {
      if let words { output.write(words + "\n") }
      return
    }
    let head: Properties = ["type": .string(type), "at_ns": Value(now())]
    output.writeJSON(head.merging(members))
  }

  func showParticipant(_ type: String, _ who: Participant, reason: String? = nil) {
    var members: Properties = ["kind": .string(who.kind.rawValue), "id": .string(who.id)]
    if let reason { members["reason"] = .string(reason) }
    show(type, members, words: "\(who) \(type)\(reason == "dropped" ? ": its connection was lost" : "")")
  }

  func showTranscript(_ object: Properties, via: String) {
    let role = object["role"]?.string == "assistant" ? "assistant" : "user"
    let text = object["text"]?.string ?? ""
    let isFinal = object["is_final"]?.bool ?? true
    var members: Properties = ["role": .string(role), "text": .string(text), "is_final": .bool(isFinal), "via": .string(via)]
    for key in ["stream_id", "text_ts", "data_type"] { members[key] = object[key] }
    let line = "\(role): \(text)"
    let key = "\(line)\u{0}\(object["text_ts"]?.int ?? 0)"
    let isNew = isFinal && !said.contains(key)
    if isNew { said = said.suffix(31) + [key] }
    show("transcript", members, words: isNew ? line : nil)
  }

  func showTones(_ heard: HeardParticipant, now: UInt64) {
    for run in heard.takeTones(now: now) {
      let number = run.number.map { Value($0) } ?? .null
      show(
        "tone",
        ["uid": Value(heard.uid), "number": number, "from_ns": Value(run.from), "to_ns": Value(run.to), "frames": Value(run.frames)],
        words: "rtc \(heard.uid): tone \(run.number.map(String.init) ?? "unknown"), \(run.frames) frames")
    }
  }

  func showSummary(_ heard: HeardParticipant) {
    let milliseconds = heard.microseconds / 1_000
    show(
      "summary",
      [
        "uid": Value(heard.uid), "frames": Value(heard.frames), "ms": Value(milliseconds), "video_frames": Value(heard.videoFrames),
        "video_bytes": Value(heard.videoBytes), "unrecorded_frames": Value(heard.unrecorded),
      ],
      words: "rtc \(heard.uid): \(heard.frames) audio frames (\(milliseconds) ms), \(heard.videoFrames) video frames"
        + (heard.unrecorded > 0 ? ", \(heard.unrecorded) frames of another format not recorded" : ""))
  }
}
