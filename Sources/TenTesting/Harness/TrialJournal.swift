internal import TenCore

/// The messages between a trial, its neighbours and the nodes, in order, for failures.
final class TrialJournal: Sendable {
  private enum What: Sendable {
    case message(any Message, MessageKind)
    case result(CommandResult)
    case note(String)
  }

  private struct Entry: Sendable {
    let time: Duration
    let from: String
    let to: String
    let what: What
  }

  private let entries = Locked<[Entry]>([])
  /// So many are shown at most: the last ones.
  private static let shown = 80

  private func add(_ entry: Entry) { entries.withLock { $0.append(entry) } }

  func message(_ message: any Message, _ kind: MessageKind, from: String, to: String, at time: Duration) {
    add(Entry(time: time, from: from, to: to, what: .message(message, kind)))
  }

  func result(_ result: CommandResult, from: String, to: String, at time: Duration) {
    add(Entry(time: time, from: from, to: to, what: .result(result)))
  }

  func note(_ text: String, at time: Duration) { add(Entry(time: time, from: "", to: "", what: .note(text))) }

  func text(hiding secrets: [String]) -> String {
    let all = entries.withLock { $0 }
    let lines = all.suffix(Self.shown).map { entry in
      let way = entry.from.isEmpty ? "" : "\(entry.from) -> \(entry.to)  "
      return "  \(entry.time.inJournal)  \(way)\(Self.text(entry.what, secrets))"
    }
    let before = all.count > Self.shown ? ["            … \(all.count - Self.shown) before these"] : []
    return (before + lines).joined(separator: "\n")
  }

  private static func text(_ what: What, _ secrets: [String]) -> String {
    switch what {
    case .message(let message, let kind): MessageText.line(message, kind, hiding: secrets)
    case .result(let result): MessageText.line(result, hiding: secrets)
    case .note(let text): text.hiding(secrets)
    }
  }
}
