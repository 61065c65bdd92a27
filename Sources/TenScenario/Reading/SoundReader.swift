internal import TenAudio
internal import TenCore
internal import TenGraph

/// Reads a sound: `tone`, `number`, `silence` or `wav`.
struct SoundReader {
  let scenario: ScenarioReader
  private var findings: Findings { scenario.findings }

  init(scenario: ScenarioReader) { self.scenario = scenario }

  func read(_ reader: ObjectReader) -> Sound? {
    guard let kind = reader.one(of: ["tone", "number", "silence", "wav"], "a sound") else { return nil }
    let rate = reader.integer("sample_rate", in: 8_000...192_000) ?? 16_000
    let channels = reader.integer("channels", in: 1...8) ?? 1
    let length = reader.time("for") ?? .seconds(1)
    guard length <= Sound.longest else {
      findings.error(.badValue, "'for' is longer than \(Sound.longest.words)", at: reader.spot.child("for"))
      return nil
    }
    guard var sound = sound(kind, reader, rate, channels, length) else { return nil }
    if let pace = reader.string("pace") {
      if pace != "fast" && pace != "realtime" {
        findings.error(.badValue, "'pace' cannot be '\(pace)'", at: reader.spot.child("pace"), suggestion: "it is 'realtime' or 'fast'")
      }
      sound.isFast = pace == "fast"
    }
    return sound
  }

  private func sound(_ kind: String, _ reader: ObjectReader, _ rate: Int, _ channels: Int, _ length: Duration) -> Sound? {
    guard let (value, spot) = reader.value(kind) else { return nil }
    switch kind {
    case "tone":
      guard let hertz = value.double, hertz >= 20, hertz < Double(rate) / 2 else {
        findings.error(.badValue, "'tone' is a frequency from 20 Hz to half of the sample rate", at: spot)
        return nil
      }
      return .tone(hertz, length, sampleRate: rate, channels: channels)
    case "number":
      guard let number = reader.integer(kind, in: 0...255) else { return nil }
      return .number(number, length, sampleRate: max(rate, 16_000))
    case "wav":
      guard let path = reader.string(kind) else { return nil }
      do throws(AudioError) {
        return try .file(scenario.path(path))
      } catch {
        findings.error(.unreadable, "\(error)", at: spot, suggestion: "a path is relative to the scenario file")
        return nil
      }
    default:
      guard value == true else {
        findings.error(.wrongType, "'silence' must be true, not \(value.kindName)", at: spot)
        return nil
      }
      return .silence(length, sampleRate: rate, channels: channels)
    }
  }
}
