internal import TenCore
internal import TenGraph

extension Step {
  /// `step 3: expect data 'text' from 'echo' within 300 ms`
  var words: String { "step \(number): \(actionWords)" }

  private var actionWords: String {
    switch action {
    case .send(let send): return "send \(send.words)"
    case .expect(let wanted, let isUnordered, let within):
      let list = wanted.map(\.words).joined(separator: isUnordered ? " and " : ", then ")
      return "expect \(list) within \(within.words)"
    case .expectNone(let wanted, let time): return "expect no \(wanted.words) for \(time.words)"
    case .advance(let time): return "advance \(time.words)"
    case .interrupt: return "interrupt"
    case .stop: return "stop"
    case .join(let who): return "'\(who)' joins"
    case .leave(let who): return "'\(who)' leaves"
    case .speak(let who, let sound, _): return "'\(who)' speaks \(sound.words)"
    case .write(let who, let value): return "'\(who)' writes \(value.shortText)"
    case .breakOff(let rule): return "break the sockets of '\(rule)'"
    }
  }
}

extension SendAction {
  var words: String {
    "\(message.kind.key) '\(message.name)'" + (from.map { " from '\($0)'" } ?? "") + (to.map { " to '\($0)'" } ?? "")
  }
}

extension ResultPattern {
  var words: String {
    (status.map { "a result '\($0.key)'" } ?? "a result") + (pattern.map { " with \($0.words)" } ?? "")
  }
}

extension CommandResult.Status {
  /// The name in scenarios and reports: `no_route`.
  var key: String { self == .noRoute ? "no_route" : "\(self)" }
}

extension Expectation {
  /// What the message must look like, as far as the scenario says.
  var details: String {
    let parts = [("properties", properties), ("turn", turn), ("payload", payload), ("frame", frame)].compactMap { name, pattern in
      pattern.map { "\(name) \($0.words)" }
    }
    return (count > 1 ? "\(count) times " : "") + words + (parts.isEmpty ? "" : " with " + parts.joined(separator: ", "))
  }
}
