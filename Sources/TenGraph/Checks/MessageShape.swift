internal import TenCore

/// What is known of a message's name and properties on its way through an edge.
struct MessageShape {
  enum Field {
    case known(PropertySchema)
    /// It is there, and nothing is known of its type.
    case open
  }

  struct Fields {
    var properties: [String: Field] = [:]
    var required: Set<String> = []
  }

  /// nil where a conversion takes it from a property.
  var name: String?
  /// nil where the sender declares nothing: then nothing can be compared.
  var fields: Fields?

  init(_ message: MessageSpec?, _ name: String) {
    self.name = name
    fields = message.flatMap { Self.fields(of: $0.schema) }
  }

  /// A result has no name.
  init(_ result: ObjectSchema) { fields = Self.fields(of: result) }

  private static func fields(of schema: ObjectSchema) -> Fields? {
    guard !schema.isEmpty else { return nil }
    return Fields(
      properties: Dictionary(schema.properties.map { ($0.name, .known($0.schema)) }) { first, _ in first }, required: Set(schema.required))
  }

  func converted(by conversion: Conversion?) -> MessageShape {
    guard let conversion else { return self }
    var result = self
    if !conversion.keepOriginal { result.fields = Fields() }
    for rule in conversion.rules {
      if rule.path.description == "ten.name" {
        if case .fixed(let value) = rule.source { result.name = value.string } else { result.name = nil }
        continue
      }
      guard case .key(let key)? = rule.path.steps.first, key != "ten" else { continue }
      guard rule.path.steps.count == 1 else {
        result.fields?.properties[key] = .open
        result.fields?.required.insert(key)
        continue
      }
      result.fields?.properties[key] = field(for: rule.source)
      if isCertain(rule.source) { result.fields?.required.insert(key) } else { result.fields?.required.remove(key) }
    }
    return result
  }

  private func field(for source: Conversion.Rule.Source) -> Field {
    switch source {
    case .fixed(let value):
      switch value {
      case .bool: return .known(PropertySchema(.bool))
      case .int, .uint: return .known(PropertySchema(.int64))
      case .float: return .known(PropertySchema(.float64))
      case .string: return .known(PropertySchema(.string))
      default: return .open
      }
    case .original(let path):
      guard case .key(let key)? = path.steps.first, case .known(var schema)? = fields?.properties[key] else { return .open }
      for step in path.steps.dropFirst() {
        switch step {
        case .key(let key):
          guard let next = schema.object?[key] else { return .open }
          schema = next
        case .index:
          guard let next = schema.items.first else { return .open }
          schema = next
        }
      }
      return .known(schema)
    }
  }

  private func isCertain(_ source: Conversion.Rule.Source) -> Bool {
    switch source {
    case .fixed: return true
    case .original(let path):
      guard let fields, case .key(let key)? = path.steps.first else { return true }
      // What is not declared may well be sent; only a declared property that is optional is in doubt.
      return fields.required.contains(key) || fields.properties[key] == nil
    }
  }
}
