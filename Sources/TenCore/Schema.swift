/// The declared properties of something: a message, a node's configuration, a start message, a nested object.
///
/// Undeclared properties are allowed and pass untouched, as in TEN.
public struct ObjectSchema: Sendable, Hashable {
  /// In the order of the manifest.
  public var properties: [Field]
  public var required: [String]

  public struct Field: Sendable, Hashable {
    public var name: String
    public var schema: PropertySchema

    public init(_ name: String, _ schema: PropertySchema) {
      self.name = name
      self.schema = schema
    }
  }

  public init(_ properties: [Field] = [], required: [String] = []) {
    self.properties = properties
    self.required = required
  }

  public var isEmpty: Bool { properties.isEmpty && required.isEmpty }

  public subscript(name: String) -> PropertySchema? {
    for field in properties where field.name == name { return field.schema }
    return nil
  }
}

/// The declared type of one property, with what only tenhost's manifests say of it.
public struct PropertySchema: Sendable, Hashable {
  public var type: ValueType
  /// Of an array: the schema of its elements (none or one).
  public var items: [PropertySchema]
  /// Of an object.
  public var object: ObjectSchema?
  public var description: String
  /// `true`: masked everywhere. `false`: shown even when it came from the environment. nil: masked when it came from the environment.
  public var secret: Bool?
  /// Of an ordinary property: it may bear the name `channel` though another node takes that as a start value.
  public var isStatic: Bool
  /// Of a start property: the name of the session's start value, where it is another than the property's own.
  public var from: String?
  public var defaultValue: Value?

  public init(
    _ type: ValueType, items: PropertySchema? = nil, object: ObjectSchema? = nil, secret: Bool? = nil, from: String? = nil,
    default value: Value? = nil
  ) {
    self.type = type
    self.items = items.map { [$0] } ?? []
    self.object = object
    description = ""
    self.secret = secret
    isStatic = false
    self.from = from
    defaultValue = value
  }
}
