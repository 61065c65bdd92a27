internal import TenRuntime

/// The node's properties, checked.
struct WavSourceSettings: Sendable {
  let path: String
  let frameMilliseconds: Int
  let isFast: Bool
  let loops: Bool
  let endsSession: Bool

  /// - Throws: `PropertyError` for values that make no sense.
  init(_ properties: NodeProperties) throws {
    var read = PropertyReader(properties)
    path = read.filled("path", advice: "name a file")
    frameMilliseconds = read.int("frame_ms", 1...1_000)
    isFast = read.string("pace", oneOf: ["realtime", "fast"]) == "fast"
    loops = read.bool("loop")
    endsSession = read.bool("end_session")
    try read.check()
  }
}
