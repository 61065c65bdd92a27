internal import TenCore

extension GraphReader {
  func inbox(_ value: Value, at spot: Spot) -> InboxLimits? {
    guard let reader = ObjectReader(value, at: spot, .inbox, findings) else { return nil }
    var limits = InboxLimits()
    for index in limits.bounds.indices {
      guard let kind = InboxClass(rawValue: index), let (value, spot) = reader.value(kind.key) else { continue }
      guard let reader = ObjectReader(value, at: spot, .bound, findings) else { continue }
      if let count = reader.integer("count", in: 1...1_000_000) { limits[kind].count = count }
      if let milliseconds = reader.integer("milliseconds", in: 1...3_600_000) {
        if limits[kind].milliseconds == nil {
          let message = "\(kind.key) has no duration; 'milliseconds' bounds audio_frame and turn_audio_frame"
          findings.error(.badValue, message, at: spot.child("milliseconds"), suggestion: "use 'count'")
        }
        limits[kind].milliseconds = milliseconds
      }
      if let policy = reader.choice("policy", FullPolicy.self) {
        let isFrame = kind == .audio || kind == .turnAudio || kind == .video
        if isFrame && policy == .suspend {
          let suggestion = "use 'reject', and 'room' in the sender"
          findings.error(.badValue, "sending a frame never waits, so \(kind.key) cannot 'suspend'", at: spot.child("policy"), suggestion: suggestion)
        } else if kind == .command && (policy == .dropOldest || policy == .latest) {
          let suggestion = "use 'suspend' or 'reject'"
          findings.error(
            .badValue, "a command is never dropped silently, so cmd cannot '\(policy.rawValue)'", at: spot.child("policy"), suggestion: suggestion)
        }
        limits[kind].policy = policy
      }
    }
    if let bytes = reader.integer("bytes", in: 1_024...(1 << 30)) { limits.bytes = bytes }
    return limits
  }

  func deadlines(_ value: Value, at spot: Spot) -> NodeDeadlines? {
    guard let reader = ObjectReader(value, at: spot, .deadlines, findings) else { return nil }
    var deadlines = NodeDeadlines()
    let range = 1...3_600_000
    if let prepare = reader.integer("prepare", in: range) { deadlines.prepare = prepare }
    if let start = reader.integer("start", in: range) { deadlines.start = start }
    if let stop = reader.integer("stop", in: range) { deadlines.stop = stop }
    return deadlines
  }

  /// Takes TEN's `ten` object out of a node's properties.
  func readTen(in node: inout ExtensionSyntax, at spot: Spot) {
    guard let value = node.property["ten"] else { return }
    node.property["ten"] = nil
    guard let reader = ObjectReader(value, at: spot, .nodeTen, findings) else { return }
    if reader.has("manual_trigger_life_cycle") {
      findings.error(
        .refusedKey, "'manual_trigger_life_cycle' is not supported", at: spot.child("manual_trigger_life_cycle"),
        suggestion: "let the node wait in its 'start', or order the starts by 'depends_on'")
    }
    if reader.has("path_check_interval") {
      findings.note(.ignoredKeys, "'path_check_interval' is not needed and ignored: time-outs are exact", at: spot.child("path_check_interval"))
    }
    let microseconds = 1...86_400_000_000
    if let (value, spot) = reader.value("path_timeout"), value.object != nil {
      guard let reader = ObjectReader(value, at: spot, .pathTimeout, findings) else { return }
      node.commandTimeout = reader.integer("out_path", in: microseconds).map(Self.milliseconds)
      node.answerTimeout = reader.integer("in_path", in: microseconds).map(Self.milliseconds)
    } else if let timeout = reader.integer("path_timeout", in: microseconds) {
      node.commandTimeout = Self.milliseconds(timeout)
      node.answerTimeout = node.commandTimeout
    }
    // A node that forwards a command must outlive the command that it waits for; TEN raises the one above the other too.
    if let command = node.commandTimeout, let answer = node.answerTimeout { node.answerTimeout = max(answer, command + 1_000) }
  }

  private static func milliseconds(_ microseconds: Int) -> Int { (microseconds + 999) / 1_000 }
}
