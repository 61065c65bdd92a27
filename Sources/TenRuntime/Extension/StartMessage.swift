public import TenCore

/// The command that carries a session's start properties to one node: what its manifest declares, converted to the declared types.
public struct StartMessage: Sendable {
  public let properties: Properties
  /// Names of properties that must never be shown.
  public let secrets: Set<String>

  init(_ node: StartPlan.Node) {
    properties = node.values
    secrets = node.secrets
  }

  public subscript(name: String) -> Value? { properties[name] }

  /// - Throws: `PropertyError` when the property has no value or another type. A property that the manifest lists as required has one.
  public func string(_ name: String) throws(PropertyError) -> String { try properties.required(name, "start property", \.string) }
  public func int(_ name: String) throws(PropertyError) -> Int { try properties.required(name, "start property", \.int) }
  public func bool(_ name: String) throws(PropertyError) -> Bool { try properties.required(name, "start property", \.bool) }
  public func double(_ name: String) throws(PropertyError) -> Double { try properties.required(name, "start property", \.double) }

  /// All of them as any `Decodable` type; by the rules of `PropertiesDecoder`.
  /// - Throws: `DecodingError` with the path of what is missing or does not fit.
  public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T { try PropertiesDecoder().decode(type, from: properties) }
}

/// A property without a value of the type that the code asked for.
public struct PropertyError: Error, Sendable, CustomStringConvertible {
  public let description: String
}

extension Properties {
  func required<T>(_ name: String, _ what: String, _ read: (Value) -> T?) throws(PropertyError) -> T {
    guard let value = self[name] else {
      throw PropertyError(description: "reading the \(what) '\(name)': it has no value; list it as required in the manifest, or give it a default")
    }
    guard let typed = read(value) else {
      throw PropertyError(description: "reading the \(what) '\(name)': it is a \(value.kindName), not a \(T.self); declare its type in the manifest")
    }
    return typed
  }
}
