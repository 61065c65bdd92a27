internal import TenCore
internal import TenTesting

/// Messages that are wrong in every way that the runtime lets pass.
struct MalformedMessages: Sendable {
  let conformance: ExtensionConformance

  /// Values of every kind, each wrong for most properties.
  private static let values: [Value] = [
    .null, true, -1, .int(.max), .uint(.max), 0.5, .float(.nan), .float(.infinity), "", "sample", "null", "{\"", "\u{0}\u{FFFD}😀",
    .string(String(repeating: "x", count: 100_000)), [], [1, "two", .null, [:]], [:], ["id": ["id": ["id": 1]]], .bytes(Payload()),
    .bytes(Payload([0, 255, 1])),
  ]

  /// Properties that are wrong: each of a valid message missing or of another type, unknown names, nonsense where a JSON root stands.
  func properties(_ spec: MessageSpec) -> [Properties] {
    let valid = conformance.sample(spec)
    var all: [Properties] = [Properties(), ["unknown": "value", "": "value"]]
    all += Self.values.map { ["": $0] }
    for key in valid.keys {
      var missing = valid
      missing[key] = nil
      all.append(missing)
      for value in Self.values {
        var wrong = valid
        wrong[key] = value
        all.append(wrong)
      }
    }
    return all
  }

  static let payloads = [Payload(), Payload([1]), Payload([1, 2, 3]), Payload([UInt8](repeating: 255, count: 65_537))]

  func audio(_ name: String) -> [AudioFrame] {
    let name = ExtensionConformance.messageName(name)
    var frames: [AudioFrame] = []
    for payload in Self.payloads {
      for (rate, channels, bytes) in [
        (16_000, 1, 2), (0, 1, 2), (-16_000, 1, 2), (Int.max, 1, 2), (1, 1, 2), (16_000, 0, 2), (16_000, -1, 2), (16_000, 255, 2), (16_000, 1, 0),
        (16_000, 1, 1), (16_000, 2, 3), (44_100, 2, 4), (0, 0, 0),
      ] {
        frames.append(AudioFrame(name, sampleRate: rate, channels: channels, bytesPerSample: bytes, payload: payload))
      }
    }
    var planar = AudioFrame(name, sampleRate: 16_000, channels: 2, payload: Self.payloads[3])
    planar.isPlanar = true
    planar.timestamp = .min
    return frames + [planar]
  }

  func video(_ name: String) -> [VideoFrame] {
    let name = ExtensionConformance.messageName(name)
    return Self.payloads.flatMap { payload in
      [(0, 0), (-1, 4), (4, 4), (Int.max, Int.max)].flatMap { width, height in
        [VideoFrame.PixelFormat.rgba, .i420, .rgb24].map { VideoFrame(name, width: width, height: height, format: $0, payload: payload) }
      }
    }
  }
}

extension ConformanceScene {
  /// Sends the node everything that is wrong. What a schema refuses never reaches it.
  func sendMalformed() async throws {
    let malformed = MalformedMessages(conformance: conformance)
    for spec in conformance.inputs + Self.unknown {
      let name = ExtensionConformance.messageName(spec.name)
      let turn = try beginTurn()
      for properties in malformed.properties(spec) {
        switch spec.kind {
        case .command: try post(Command(name, properties), in: turn)
        case .data: _ = try post(DataMessage(name, properties), in: turn)
        case .audio: try send(ExtensionConformance.audio(spec.name, properties), in: turn)
        case .video: try send(ExtensionConformance.video(spec.name, properties), in: turn)
        }
        await wait(.milliseconds(1))
      }
      switch spec.kind {
      case .command: break
      case .data: for payload in MalformedMessages.payloads { _ = try post(DataMessage(name, conformance.sample(spec), payload: payload), in: turn) }
      case .audio: for frame in malformed.audio(spec.name) { try send(frame, in: turn) }
      case .video: for frame in malformed.video(spec.name) { try send(frame, in: turn) }
      }
      await wait(.seconds(1))
    }
  }

  private static let unknown = [MessageKind.command, .data, .audio, .video].map { MessageSpec(.in, $0, "no_such_message") }
}
