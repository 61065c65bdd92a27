internal import TenCore
internal import TenTesting

/// Messages made of a manifest's schemas.
extension ExtensionConformance {
  /// The name that stands for any, where a manifest says `*`.
  static let anyName = "sample"

  /// What the node takes, by its manifest.
  var inputs: [MessageSpec] {
    manifest.messages.filter { $0.direction == .in }.map { spec in
      var spec = spec
      if spec.name == "*" { spec.name = Self.anyName }
      return spec
    }
  }

  /// The properties of a valid message.
  func sample(_ spec: MessageSpec) -> Properties {
    samples[SampleKey(kind: spec.kind, name: spec.name)] ?? role.sample(spec.name) ?? Properties(schema: spec.schema)
  }

  private static let tone = bytes((0..<320).map { Int16($0 % 40 < 20 ? 900 : -900) })

  /// 20 ms of 16 kHz mono, a soft tone.
  static func audio(_ name: String, _ properties: Properties = ["stream_id": 7, "metadata": ["session_id": "7"]]) -> AudioFrame {
    var frame = AudioFrame(messageName(name), sampleRate: 16_000, channels: 1, payload: tone)
    frame.properties = properties
    return frame
  }

  static func video(_ name: String, _ properties: Properties = ["stream_id": 7]) -> VideoFrame {
    var frame = VideoFrame(messageName(name), width: 4, height: 4, payload: Payload([UInt8](repeating: 128, count: 64)))
    frame.properties = properties
    return frame
  }

  static func bytes(_ samples: [Int16]) -> Payload {
    samples.map(\.littleEndian).withUnsafeBytes { Payload(copying: $0) }
  }

  /// Names of manifests are few; one that does not fit any more is a fault of the test process.
  static func messageName(_ text: String) -> MessageName { (try? MessageName(text)) ?? "sample" }
}

extension Properties {
  /// Every declared property, with a value of its type.
  init(schema: ObjectSchema) {
    self.init(schema.properties.map { ($0.name, Value(schema: $0.schema, name: $0.name)) })
    for name in schema.required where self[name] == nil { self[name] = "sample" }
  }
}

extension Value {
  init(schema: PropertySchema, name: String) {
    if let value = schema.defaultValue {
      self = value
      return
    }
    self =
      switch schema.type {
      case .string where schema.secret == true: .string(Canaries.text(name))
      case .bool: true
      case .string: .string(name.hasSuffix("id") ? "sample-1" : "sample")
      case .buf: .bytes(Payload(Array("sample".utf8)))
      case .array: schema.items.first.map { .array([Value(schema: $0, name: name)]) } ?? .array([])
      case .object: .object(schema.object.map { Properties(schema: $0) } ?? Properties())
      case .float32, .float64: 1.0
      case .ptr: .null
      default: 1
      }
  }
}
