internal import TenAudio
internal import TenRuntime

/// The node's properties, checked.
struct WavSourceSettings: Sendable {
  let path: String
  let frameMilliseconds: Int
  let isFast: Bool
  let loops: Bool
  let endsSession: Bool

  /// - Throws: `AudioError` or `PropertyError` for what makes no sense.
  init(_ properties: NodeProperties) throws {
    path = try properties.string("path")
    guard !path.isEmpty else { throw AudioError("play a WAV file", "the property 'path' is empty", advice: "name a file") }
    frameMilliseconds = try properties.int("frame_ms")
    guard (1...1_000).contains(frameMilliseconds) else {
      throw AudioError("play '\(path)'", "the property 'frame_ms' is \(frameMilliseconds)", advice: "use 1 to 1000")
    }
    let pace = try properties.string("pace")
    guard pace == "fast" || pace == "realtime" else {
      throw AudioError("play '\(path)'", "the property 'pace' is '\(pace)'", advice: "use 'realtime' or 'fast'")
    }
    isFast = pace == "fast"
    loops = try properties.bool("loop")
    endsSession = try properties.bool("end_session")
  }
}
