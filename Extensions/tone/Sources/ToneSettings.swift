internal import TenRuntime

/// The node's properties, checked.
struct ToneSettings: Sendable {
  let wave: SineWave
  let frameMilliseconds: Int
  let isFast: Bool
  let turn: Turn?

  /// - Throws: `ToneError` for what cannot be played.
  init(_ properties: NodeProperties) throws {
    let rate = try Self.number("sample_rate", properties, 1_000...384_000)
    frameMilliseconds = try Self.number("frame_ms", properties, 1...1_000)
    let duration = try Self.number("duration_ms", properties, 0...86_400_000)
    let frequency = try properties.double("frequency")
    guard frequency > 0, frequency <= Double(rate) / 2 else {
      throw ToneError("the property 'frequency' is \(frequency): it must be above 0 and at most half of the sample rate, \(rate / 2)")
    }
    let pace = try properties.string("pace")
    guard pace == "fast" || pace == "realtime" else { throw ToneError("the property 'pace' is '\(pace)': it can be 'realtime' or 'fast'") }
    isFast = pace == "fast"
    turn = properties["in_turn"] == nil ? nil : Turn(number: UInt32(try Self.number("in_turn", properties, 1...Int(Int32.max))))
    wave = SineWave(frequency: frequency, sampleRate: rate, samples: rate * duration / 1_000, frameSamples: max(1, rate * frameMilliseconds / 1_000))
  }

  private static func number(_ name: String, _ properties: NodeProperties, _ range: ClosedRange<Int>) throws -> Int {
    let value = try properties.int(name)
    guard range.contains(value) else {
      throw ToneError("the property '\(name)' is \(value): it must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}

struct ToneError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
