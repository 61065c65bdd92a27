internal import TenRuntime

/// The node's properties, checked.
struct ToneSettings: Sendable {
  let wave: SineWave
  let frameMilliseconds: Int
  let isFast: Bool
  let turn: Turn?

  /// - Throws: `PropertyError` for what cannot be played.
  init(_ properties: NodeProperties) throws {
    var read = PropertyReader(properties)
    let rate = read.int("sample_rate", 1_000...384_000)
    frameMilliseconds = read.int("frame_ms", 1...1_000)
    let duration = read.int("duration_ms", 0...86_400_000)
    let frequency = read.double("frequency", 0...Double(rate) / 2)
    if frequency == 0 { read.refuse("frequency", "is 0; use more") }
    isFast = read.string("pace", oneOf: ["realtime", "fast"]) == "fast"
    turn = properties["in_turn"] == nil ? nil : Turn(number: UInt32(clamping: read.int("in_turn", 1...Int(Int32.max))))
    try read.check()
    wave = SineWave(frequency: frequency, sampleRate: rate, samples: rate * duration / 1_000, frameSamples: max(1, rate * frameMilliseconds / 1_000))
  }
}
