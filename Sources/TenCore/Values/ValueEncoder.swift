/// The `Encoder` behind `PropertiesEncoder`; one for each nested value.
struct ValueEncoder: Encoder {
  let node: EncodedNode
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.becomeKeyed()
    return KeyedEncodingContainer(KeyedValueEncoder(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.becomeUnkeyed()
    return UnkeyedValueEncoder(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { SingleValueEncoder(node: node, codingPath: codingPath) }
}

private struct KeyedValueEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: EncodedNode
  let codingPath: [any CodingKey]

  func put(_ value: Value, _ key: Key) { node.child(key.stringValue).content = .single(value) }

  func encodeNil(forKey key: Key) { put(.null, key) }
  func encode(_ value: Bool, forKey key: Key) { put(.bool(value), key) }
  func encode(_ value: String, forKey key: Key) { put(.string(value), key) }
  func encode(_ value: Double, forKey key: Key) { put(.float(value), key) }
  func encode(_ value: Float, forKey key: Key) { put(Value(value), key) }
  func encode(_ value: Int, forKey key: Key) { put(Value(value), key) }
  func encode(_ value: Int8, forKey key: Key) { put(Value(value), key) }
  func encode(_ value: Int16, forKey key: Key) { put(Value(value), key) }
  func encode(_ value: Int32, forKey key: Key) { put(Value(value), key) }
  func encode(_ value: Int64, forKey key: Key) { put(Value(value), key) }
  func encode(_ value: UInt, forKey key: Key) { put(Value(value), key) }
  func encode(_ value: UInt8, forKey key: Key) { put(Value(value), key) }
  func encode(_ value: UInt16, forKey key: Key) { put(Value(value), key) }
  func encode(_ value: UInt32, forKey key: Key) { put(Value(value), key) }
  func encode(_ value: UInt64, forKey key: Key) { put(Value(value), key) }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    put(try EncodedNode.make(value, at: codingPath + [key]), key)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
    ValueEncoder(node: node.child(key.stringValue), codingPath: codingPath + [key]).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    ValueEncoder(node: node.child(key.stringValue), codingPath: codingPath + [key]).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { ValueEncoder(node: node.child("super"), codingPath: codingPath + [ValueKey("super")]) }
  func superEncoder(forKey key: Key) -> any Encoder { ValueEncoder(node: node.child(key.stringValue), codingPath: codingPath + [key]) }
}

private struct UnkeyedValueEncoder: UnkeyedEncodingContainer {
  let node: EncodedNode
  let codingPath: [any CodingKey]

  var count: Int { if case .unkeyed(let nodes) = node.content { nodes.count } else { 0 } }
  private var here: [any CodingKey] { codingPath + [ValueKey(index: count)] }

  func put(_ value: Value) { node.append().content = .single(value) }

  func encodeNil() { put(.null) }
  func encode(_ value: Bool) { put(.bool(value)) }
  func encode(_ value: String) { put(.string(value)) }
  func encode(_ value: Double) { put(.float(value)) }
  func encode(_ value: Float) { put(Value(value)) }
  func encode(_ value: Int) { put(Value(value)) }
  func encode(_ value: Int8) { put(Value(value)) }
  func encode(_ value: Int16) { put(Value(value)) }
  func encode(_ value: Int32) { put(Value(value)) }
  func encode(_ value: Int64) { put(Value(value)) }
  func encode(_ value: UInt) { put(Value(value)) }
  func encode(_ value: UInt8) { put(Value(value)) }
  func encode(_ value: UInt16) { put(Value(value)) }
  func encode(_ value: UInt32) { put(Value(value)) }
  func encode(_ value: UInt64) { put(Value(value)) }
  func encode(_ value: some Encodable) throws { put(try EncodedNode.make(value, at: here)) }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    ValueEncoder(node: node.append(), codingPath: here).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { ValueEncoder(node: node.append(), codingPath: here).unkeyedContainer() }
  func superEncoder() -> any Encoder { ValueEncoder(node: node.append(), codingPath: here) }
}

private struct SingleValueEncoder: SingleValueEncodingContainer {
  let node: EncodedNode
  let codingPath: [any CodingKey]

  func put(_ value: Value) { node.content = .single(value) }

  func encodeNil() { put(.null) }
  func encode(_ value: Bool) { put(.bool(value)) }
  func encode(_ value: String) { put(.string(value)) }
  func encode(_ value: Double) { put(.float(value)) }
  func encode(_ value: Float) { put(Value(value)) }
  func encode(_ value: Int) { put(Value(value)) }
  func encode(_ value: Int8) { put(Value(value)) }
  func encode(_ value: Int16) { put(Value(value)) }
  func encode(_ value: Int32) { put(Value(value)) }
  func encode(_ value: Int64) { put(Value(value)) }
  func encode(_ value: UInt) { put(Value(value)) }
  func encode(_ value: UInt8) { put(Value(value)) }
  func encode(_ value: UInt16) { put(Value(value)) }
  func encode(_ value: UInt32) { put(Value(value)) }
  func encode(_ value: UInt64) { put(Value(value)) }
  func encode(_ value: some Encodable) throws { put(try EncodedNode.make(value, at: codingPath)) }
}
