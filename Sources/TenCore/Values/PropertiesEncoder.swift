/// Makes properties out of any `Encodable` type, without Foundation: what `Command(name, encoding:)` uses.
///
/// A `Payload` becomes a buf; `Value` and `Properties` are taken as they are. Integers above `Int64.max` stay integers. A nil that is written becomes null
/// (synthesised conformances leave it out). Keys of a `Dictionary` are put in order, so that the same value always gives the same properties.
/// Usable from any thread.
public struct PropertiesEncoder: Sendable {
  public init() {}

  /// - Throws: `EncodingError` when the value is no keyed one, and whatever the type's own `encode(to:)` throws.
  public func encode(_ value: some Encodable) throws -> Properties {
    let encoded = try encodeValue(value)
    guard case .object(let properties) = encoded else {
      let reason = "properties are named values, and this encodes as \(encoded.kindName); give a type with named members"
      throw EncodingError.invalidValue(value, EncodingError.Context(codingPath: [], debugDescription: reason))
    }
    return properties
  }

  /// Any value, also a single one or a list.
  public func encodeValue(_ value: some Encodable) throws -> Value {
    try EncodedNode.make(value, at: [])
  }
}

/// Where a container under construction keeps what it was given: `Encoder` hands out containers that all write into one place.
final class EncodedNode {
  enum Content {
    case nothing
    case single(Value)
    case keyed([(key: String, node: EncodedNode)])
    case unkeyed([EncodedNode])
  }

  var content = Content.nothing

  var value: Value {
    switch content {
    case .nothing: .object(Properties())
    case .single(let value): value
    case .keyed(let entries): .object(Properties(unique: entries.map { ($0.key, $0.node.value) }))
    case .unkeyed(let nodes): .array(nodes.map(\.value))
    }
  }

  /// Makes this a keyed container, unless it already is one: a class and its superclass may both ask.
  func becomeKeyed() {
    if case .keyed = content { return }
    content = .keyed([])
  }

  func becomeUnkeyed() {
    if case .unkeyed = content { return }
    content = .unkeyed([])
  }

  func child(_ key: String) -> EncodedNode {
    guard case .keyed(var entries) = content else { return EncodedNode() }
    let node = EncodedNode()
    content = .nothing
    if let index = entries.firstIndex(where: { $0.key == key }) { entries[index].node = node } else { entries.append((key, node)) }
    content = .keyed(entries)
    return node
  }

  func append() -> EncodedNode {
    guard case .unkeyed(var nodes) = content else { return EncodedNode() }
    let node = EncodedNode()
    content = .nothing
    nodes.append(node)
    content = .unkeyed(nodes)
    return node
  }

  /// The encoded form of any value; our own types are taken as they are.
  static func make(_ value: some Encodable, at path: [any CodingKey]) throws -> Value {
    switch value {
    case let value as Value: return value
    case let value as Properties: return .object(value)
    case let value as Payload: return .bytes(value)
    default: break
    }
    let node = EncodedNode()
    try value.encode(to: ValueEncoder(node: node, codingPath: path))
    guard value is any HashOrdered, case .object(let properties) = node.value else { return node.value }
    return .object(Properties(unique: properties.sorted { $0.key < $1.key }))
  }
}

/// A dictionary, whose order differs from run to run.
private protocol HashOrdered {}
extension Dictionary: HashOrdered {}
