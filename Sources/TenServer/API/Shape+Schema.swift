public import TenCore

extension Shape {
  /// As JSON Schema 2020-12, which is what OpenAPI 3.1 uses. Named shapes are references into `components/schemas`; `components` has what they mean.
  public var schema: Value {
    switch self {
    case .string(let minLength, let maxLength, let pattern, let format, let choices):
      var schema: Properties = ["type": "string"]
      if minLength > 0 { schema["minLength"] = Value(minLength) }
      if let maxLength { schema["maxLength"] = Value(maxLength) }
      if let pattern { schema["pattern"] = .string(pattern) }
      if let format { schema["format"] = .string(format) }
      if !choices.isEmpty { schema["enum"] = .array(choices.map(Value.string)) }
      return .object(schema)
    case .integer(let minimum, let maximum):
      return ["type": "integer", "minimum": Value(Int64(minimum ?? .min)), "maximum": Value(Int64(maximum ?? .max))]
    case .number: return ["type": "number"]
    case .boolean: return ["type": "boolean"]
    case .array(let items, let maxItems):
      var schema: Properties = ["type": "array", "items": items.schema]
      if let maxItems { schema["maxItems"] = Value(maxItems) }
      return .object(schema)
    case .object(let members, let rest): return Self.schema(members, rest)
    case .any: return [:]
    case .nullable(let shape): return ["anyOf": [shape.schema, ["type": "null"]]]
    case .oneOf(let shapes): return ["anyOf": .array(shapes.map(\.schema))]
    case .named(let name, _): return ["$ref": .string("#/components/schemas/\(name)")]
    }
  }

  private static func schema(_ members: [Member], _ rest: Shape?) -> Value {
    var properties = Properties()
    for member in members {
      var schema = member.shape.schema.object ?? Properties()
      if !member.description.isEmpty { schema["description"] = .string(member.description) }
      properties[member.name] = .object(schema)
    }
    var schema: Properties = ["type": "object", "properties": .object(properties)]
    let required = members.filter(\.isRequired).map(\.name)
    if !required.isEmpty { schema["required"] = .array(required.map(Value.string)) }
    schema["additionalProperties"] = rest?.schema ?? false
    return .object(schema)
  }

  /// Adds every named shape in this one, with those inside of them.
  func collectComponents(into components: inout [String: Value]) {
    switch self {
    case .named(let name, let shape):
      guard components[name] == nil else { return }
      components[name] = shape.schema
      shape.collectComponents(into: &components)
    case .array(let shape, _), .nullable(let shape): shape.collectComponents(into: &components)
    case .oneOf(let shapes): for shape in shapes { shape.collectComponents(into: &components) }
    case .object(let members, let rest):
      for member in members { member.shape.collectComponents(into: &components) }
      rest?.collectComponents(into: &components)
    case .string, .integer, .number, .boolean, .any: break
    }
  }
}
