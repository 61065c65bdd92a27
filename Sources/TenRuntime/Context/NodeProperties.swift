public import TenCore

/// A node's properties, read by path: `model`, `voice.speed`, `stops[0]`. What a node reads in `prepare` is remembered, so that a warm node whose properties
/// a caller overrides is prepared anew.
public struct NodeProperties: Sendable {
  let node: Node

  /// The value at a path; nil where there is none.
  public subscript(path: String) -> Value? {
    node.part.session.propertyRead(path, by: node)
    return node.properties[path] ?? node.properties.value(at: path)
  }

  public func string(_ path: String) throws(PropertyError) -> String { try read(path, \.string) }
  public func int(_ path: String) throws(PropertyError) -> Int { try read(path, \.int) }
  public func bool(_ path: String) throws(PropertyError) -> Bool { try read(path, \.bool) }
  public func double(_ path: String) throws(PropertyError) -> Double { try read(path, \.double) }

  /// All of them.
  public var all: Properties {
    node.part.session.propertyRead("", by: node)
    return node.properties
  }

  /// All of them as any `Decodable` type; by the rules of `PropertiesDecoder`.
  /// - Throws: `DecodingError` with the path of what is missing or does not fit.
  public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T { try PropertiesDecoder().decode(type, from: all) }

  private func read<T>(_ path: String, _ type: (Value) -> T?) throws(PropertyError) -> T {
    do throws(PropertyFault) {
      return try typed(path, type)
    } catch {
      throw PropertyError(description: "reading the property '\(path)' of node '\(node.name)': it \(error.reason)")
    }
  }

  func typed<T>(_ path: String, _ type: (Value) -> T?) throws(PropertyFault) -> T {
    guard let value = self[path] else { throw PropertyFault(reason: "has no value; set it in the graph, or give it a default") }
    guard let result = type(value) else {
      throw PropertyFault(reason: "is a \(value.kindName), not a \(T.self); declare its type in the manifest")
    }
    return result
  }
}

/// What is wrong with one property: `is …` or `has …`.
struct PropertyFault: Error {
  let reason: String
}
