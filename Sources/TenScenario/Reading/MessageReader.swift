internal import TenCore
internal import TenGraph

/// Reads messages that a scenario sends, itself or through a puppet.
struct MessageReader {
  let scenario: ScenarioReader
  private var findings: Findings { scenario.findings }

  init(scenario: ScenarioReader) { self.scenario = scenario }

  func send(_ value: Value, at spot: Spot) -> SendAction? {
    guard let reader = ObjectReader(value, at: spot, .send, findings), let message = message(reader) else { return nil }
    guard reader.has("to") || reader.has("from") else {
      findings.error(
        .missingKey, "what is sent needs the key 'to' or 'from'", at: spot,
        suggestion: "'to' is the node that gets it; 'from' sends it where the graph connects that node's output")
      return nil
    }
    var action = SendAction(to: reader.string("to"), from: reader.string("from"), message: message, spot: spot)
    action.within = reader.time("within") ?? action.within
    action.waits = reader.bool("wait") ?? true
    if let (value, spot) = reader.value("result") {
      if message.kind != .command {
        findings.error(.exclusiveKeys, "only a cmd has a 'result'", at: spot)
      } else if let inner = ObjectReader(value, at: spot, .result, findings) {
        action.result = ResultPattern(status: status(inner), pattern: inner.pattern("properties"))
      }
    }
    return action
  }

  func puppetMessage(_ value: Value, at spot: Spot) -> MessageTemplate? {
    guard let reader = ObjectReader(value, at: spot, .puppetMessage, findings), var message = message(reader) else { return nil }
    message.after = reader.time("after") ?? .zero
    return message
  }

  private func status(_ reader: ObjectReader) -> CommandResult.Status? {
    guard let text = reader.string("status") else { return nil }
    if let status = CommandResult.Status.allCases.first(where: { $0.key == text }) { return status }
    let names = CommandResult.Status.allCases.map(\.key)
    findings.error(
      .badValue, "'status' cannot be '\(text)'", at: reader.spot.child("status"),
      suggestion: .didYouMean(text, names) ?? "it must be one of \(String.enumeration(names, "or"))")
    return nil
  }

  private func message(_ reader: ObjectReader) -> MessageTemplate? {
    guard let key = reader.one(of: KeySet.kinds, "a message"), let kind = MessageKind(key: key), let name = reader.requiredString(key) else {
      return nil
    }
    var message = MessageTemplate(kind: kind, name: name, spot: reader.spot.child(key))
    if let object = reader.objectValue("properties") { message.properties = .object(object.object) }
    message.turn = turn(reader)
    if let text = reader.string("payload") { message.payload = Payload(Array(text.utf8)) }
    refuse(reader, KeySet.sound, unless: kind == .audio, "an audio_frame")
    refuse(reader, KeySet.picture, unless: kind == .video, "a video_frame")
    refuse(reader, ["payload"], unless: kind == .data, "data")
    if kind == .audio {
      guard let sound = SoundReader(scenario: scenario).read(reader) else { return nil }
      message.sound = sound
    }
    if kind == .video { message.picture = picture(reader) }
    return message
  }

  private func refuse(_ reader: ObjectReader, _ keys: [String], unless fits: Bool, _ kind: String) {
    for key in keys where !fits && reader.has(key) {
      findings.error(.exclusiveKeys, "'\(key)' belongs to \(kind)", at: reader.spot.child(key))
    }
  }

  private func turn(_ reader: ObjectReader) -> MessageTemplate.TurnChoice {
    guard let (value, spot) = reader.value("turn") else { return .none }
    switch value {
    case "current": return .current
    case "new": return .new
    default:
      if let number = value.int, (1...1_000_000).contains(number) { return .number(UInt32(number)) }
      findings.error(.badValue, "'turn' cannot be \(value.shortText)", at: spot, suggestion: "it is 'current', 'new', or a number from 1")
      return .none
    }
  }

  private func picture(_ reader: ObjectReader) -> Picture {
    var picture = Picture()
    picture.width = reader.integer("width", in: 1...8_192) ?? 2
    picture.height = reader.integer("height", in: 1...8_192) ?? 2
    guard let text = reader.string("format") else { return picture }
    let formats = VideoFrame.PixelFormat.allCases
    guard let format = formats.first(where: { "\($0)" == text }) else {
      findings.error(
        .badValue, "'format' cannot be '\(text)'", at: reader.spot.child("format"),
        suggestion: "it must be one of \(String.enumeration(formats.map { "\($0)" }, "or"))")
      return picture
    }
    picture.format = format
    return picture
  }
}
