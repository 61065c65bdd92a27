internal import TenCore
internal import TenGraph

/// A message as a scenario writes it.
struct MessageTemplate: Sendable {
  enum TurnChoice: Sendable, Hashable {
    case none
    /// That of the message in hand, or the last that began.
    case current
    /// A turn that begins with it.
    case new
    case number(UInt32)
  }

  var kind: MessageKind
  var name: String
  var spot: Spot
  /// An object; `{"$from": "request_id"}` stands for a property of the message that a puppet answers.
  var properties: Value = .object(Properties())
  var payload = Payload()
  var turn = TurnChoice.none
  var after: Duration = .zero
  var sound: Sound?
  var picture: Picture?

  /// What is sent of it: one message, or the frames of a sound.
  func properties(answering received: Properties?) -> Properties { properties.filled(from: received ?? Properties()).object ?? Properties() }
}

struct Picture: Sendable, Hashable {
  var width = 2
  var height = 2
  var format = VideoFrame.PixelFormat.rgba
}

extension Value {
  /// The value with each `{"$from": path}` replaced by what `properties` hold there.
  func filled(from properties: Properties) -> Value {
    switch self {
    case .object(let object):
      if object.count == 1, let path = object["$from"]?.string { return properties[path] ?? .null }
      return .object(Properties(object.map { ($0.key, $0.value.filled(from: properties)) }))
    case .array(let elements): return .array(elements.map { $0.filled(from: properties) })
    default: return self
    }
  }

  /// Whether it refers to another message.
  var isTemplate: Bool {
    switch self {
    case .object(let object): object["$from"] != nil || object.contains { $0.value.isTemplate }
    case .array(let elements): elements.contains { $0.isTemplate }
    default: false
    }
  }
}
