internal import TenCore
internal import TenGraph

/// How a message is shown in a failure: kind, name, format, turn, and its properties cut short.
enum MessageText {
  static func line(_ message: any Message, _ kind: MessageKind, hiding secrets: [String] = []) -> String {
    var parts = ["\(kind.shortName) '\(message.name)'"]
    switch message {
    case let frame as AudioFrame:
      parts.append("\(frame.payload.count) bytes, \(frame.sampleRate) Hz, \(frame.timestamp) ms\(frame.isEndOfStream ? ", end of stream" : "")")
    case let frame as VideoFrame:
      parts.append(
        "\(frame.width)x\(frame.height), \(frame.payload.count) bytes, \(frame.timestamp) ms\(frame.isEndOfStream ? ", end of stream" : "")")
    case let data as DataMessage where data.payload.count > 0: parts.append("\(data.payload.count) bytes")
    default: break
    }
    if !message.turn.isNone { parts.append("\(message.turn)") }
    if !message.properties.isEmpty { parts.append(text(message.properties, hiding: secrets)) }
    return parts.joined(separator: " ")
  }

  static func line(_ result: CommandResult, hiding secrets: [String] = []) -> String {
    let kind = result.isFinal ? "" : "partial "
    return "\(kind)result \(result.status) of '\(result.name)'" + (result.properties.isEmpty ? "" : " " + text(result.properties, hiding: secrets))
  }

  /// Long texts inside are cut, then the whole.
  static func text(_ properties: Properties, hiding secrets: [String] = []) -> String {
    cut(JSON.text(of: shortened(.object(properties), secrets)), 300)
  }

  /// Secrets are masked before anything is cut: half a secret is one too.
  private static func shortened(_ value: Value, _ secrets: [String]) -> Value {
    switch value {
    case .string(let text): .string(cut(text.hiding(secrets), 80))
    case .bytes(let payload): .string("(\(payload.count) bytes)")
    case .reference: .string("(an object)")
    case .array(let values):
      .array(values.prefix(8).map { shortened($0, secrets) } + (values.count > 8 ? [.string("(\(values.count - 8) more)")] : []))
    case .object(let object): .object(Properties(object.map { ($0.key, shortened($0.value, secrets)) }))
    default: value
    }
  }

  private static func cut(_ text: String, _ count: Int) -> String { text.count > count ? text.prefix(count) + "…" : text }
}

extension MessageKind {
  /// The word that expectations use.
  var shortName: String {
    switch self {
    case .command: "command"
    case .data: "data"
    case .audio: "audio"
    case .video: "video"
    }
  }
}

extension Duration {
  /// Seconds with three decimals, or as many milliseconds or seconds as it has.
  var inWords: String {
    let milliseconds = nanoseconds / 1_000_000
    if nanoseconds % 1_000_000 != 0 { return "\(nanoseconds / 1_000) µs" }
    return milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
  }

  var inJournal: String {
    let milliseconds = nanoseconds / 1_000_000
    let decimals = "\(1_000 + milliseconds % 1_000)".dropFirst()
    let text = "\(milliseconds / 1_000).\(decimals) s"
    return String(repeating: " ", count: max(0, 10 - text.count)) + text
  }
}
