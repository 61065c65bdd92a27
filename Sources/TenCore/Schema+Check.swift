/// One property that does not fit its schema.
public struct SchemaViolation: Sendable, Hashable, CustomStringConvertible {
  /// Where it stands: `headers[2].name`.
  public var path: String
  /// What is wrong; never holds a secret value.
  public var message: String

  public init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  public var description: String { "\(path): \(message)" }
}

extension ObjectSchema {
  /// Converts every declared property that is present, and reports all that do not convert and each required one that is missing. Undeclared
  /// properties pass untouched. Without violations the first result is what to use; with some, the properties that are wrong stay as they were.
  ///
  /// Called for each message: an empty schema costs nothing, and a check that changes nothing allocates nothing.
  public func check(_ properties: Properties, leniently: Bool = false) -> (Properties, [SchemaViolation]) {
    if isEmpty { return (properties, []) }
    var errors: [ConversionError] = []
    let changed = adjusted(properties, leniently: leniently, hidden: false, &errors)
    return (changed ?? properties, errors.isEmpty ? [] : errors.map { SchemaViolation(path: $0.path, message: $0.message) })
  }

  /// The converted properties, or nil where nothing changes.
  func adjusted(_ properties: Properties, leniently: Bool, hidden: Bool, _ errors: inout [ConversionError]) -> Properties? {
    var changed: Properties?
    for field in self.properties {
      guard let value = properties[field.name] else { continue }
      let known = errors.count
      if let value = value.adjusted(to: field.schema, leniently: leniently, hidden: hidden, &errors) {
        if changed == nil { changed = properties }
        changed?[field.name] = value
      }
      for error in known..<errors.count { errors[error].prefix(.key(field.name)) }
    }
    for name in required where properties[name] == nil {
      errors.append(ConversionError(path: name, reason: "the required property is missing"))
    }
    return changed
  }
}
