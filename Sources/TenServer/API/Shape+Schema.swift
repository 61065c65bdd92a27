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
    case .number(let minimum, let maximum):
      var schema: Properties = ["type": "number"]
      if let minimum { schema["minimum"] = .float(minimum) }
      if let maximum { schema["maximum"] = .float(maximum) }
      return .object(schema)
    case .boolean: return ["type": "boolean"]
    case .array(let items, let maxItems):
      var schema: Properties = ["type": "array", "items": items.schema]
      if let maxItems { schema["maxItems"] = Value(maxItems) }
      return .object(schema)
    case .object(let members, let rest): return Self.schema(members, rest)
    case .any: return ["$ref": "#/components/schemas/JSON"]
    case .nullable(let shape): return ["anyOf": [shape.schema, ["type": "null"]]]
    case .oneOf(let shapes): return ["anyOf": .array(shapes.map(\.schema))]
    case .narrowed(let shape, _): return shape.schema
    case .named(let name, _): return ["$ref": .string("#/components/schemas/\(name)")]
    }
  }

  /// jansson, which reads every body, takes no zero byte in a name, and no whole number beyond 64 bits.
  private static let memberNames: Value = ["pattern": .string(#"^[^\u0000]*$"#)]
  private static let json: Value = [
    "description": "Whatever JSON there is: names without a zero byte, numbers of 64 bits.",
    "anyOf": [
      ["type": ["null", "boolean", "string"]], ["type": "integer", "minimum": Value(Int64.min), "maximum": Value(Int64.max)],
      ["type": "number", "minimum": -9e18, "maximum": 9e18], ["type": "array", "items": ["$ref": "#/components/schemas/JSON"]],
      ["type": "object", "propertyNames": memberNames, "additionalProperties": ["$ref": "#/components/schemas/JSON"]],
    ],
  ]

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
    if rest != nil { schema["propertyNames"] = memberNames }
    return .object(schema)
  }

  /// Adds every named shape in this one, with those inside of them.
  func collectComponents(into components: inout [String: Value]) {
    switch self {
    case .named(let name, let shape):
      guard components[name] == nil else { return }
      components[name] = shape.schema
      shape.collectComponents(into: &components)
    case .array(let shape, _), .nullable(let shape), .narrowed(let shape, _): shape.collectComponents(into: &components)
    case .oneOf(let shapes): for shape in shapes { shape.collectComponents(into: &components) }
    case .object(let members, let rest):
      for member in members { member.shape.collectComponents(into: &components) }
      rest?.collectComponents(into: &components)
    case .any: components["JSON"] = Self.json
    case .string, .integer, .number, .boolean: break
    }
  }
}
