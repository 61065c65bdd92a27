internal import TenAudio
internal import TenCore
internal import TenGraph

/// Something that was seen while a scenario ran.
struct Observation: Sendable {
  enum Medium: Sendable {
    case none
    case audio(sampleRate: Int, channels: Int)
    case video(width: Int, height: Int)
  }

  /// From the begin of the run.
  var time: Duration
  var port: Port
  var properties: Properties
  var turn = Turn.none
  var payload = Payload()
  var medium = Medium.none
  /// Its turn had ended when it was sent: nobody gets it.
  var isStale = false

  /// What there is to know of a frame beside its properties. Made when it is asked for: looking for the number that a sound carries costs time.
  var frame: Value {
    switch medium {
    case .none: return .null
    case .video(let width, let height): return ["width": Value(width), "height": Value(height), "bytes": Value(payload.count)]
    case .audio(let rate, let channels):
      let block = max(1, channels * 2)
      var fields: Properties = [
        "sample_rate": Value(rate), "channels": Value(channels), "bytes": Value(payload.count),
        "milliseconds": Value(rate > 0 ? payload.count / block * 1_000 / rate : 0), "silent": .bool(isSilent),
      ]
      if channels == 1, let number = TonePair.number(in: payload, sampleRate: rate) { fields["number"] = Value(number) }
      return .object(fields)
    }
  }

  private var isSilent: Bool { payload.withUnsafeBytes { bytes in bytes.allSatisfy { $0 == 0 } } }

  var text: String { payload.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }

  /// What speaks against it being what is expected; empty where it fits. Says nothing of the port.
  func differences(from wanted: Expectation) -> [String] {
    var found = wanted.properties?.differences(from: .object(properties)) ?? []
    if let pattern = wanted.turn { found += pattern.differences(from: turn.isNone ? .null : Value(Int(turn.number)), at: "turn") }
    if let pattern = wanted.payload { found += pattern.differences(from: .string(text), at: "payload") }
    if found.isEmpty, let pattern = wanted.frame { found += pattern.differences(from: frame, at: "frame") }
    return found
  }

  /// `1.2 s  turn 2  {"text": "…"}`
  var words: String {
    var parts = [time.words]
    if !turn.isNone { parts.append("\(turn)") }
    switch medium {
    case .none where payload.isEmpty || !properties.isEmpty: parts.append(Value(properties).shortText)
    case .none: parts.append(Value(text).shortText)
    default: parts.append(frame.shortText)
    }
    if isStale { parts.append("(its turn had ended: nobody gets it)") }
    return parts.joined(separator: "  ")
  }
}
