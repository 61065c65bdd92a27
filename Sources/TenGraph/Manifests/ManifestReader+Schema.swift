internal import TenCore

extension ManifestReader {
  /// The schema of a message or a result: `property` in TEN's present form, or in that of its old versions (names to types directly, `required` beside).
  func schema(_ reader: ObjectReader) -> ObjectSchema {
    guard let (property, spot) = reader.value("property") else { return ObjectSchema() }
    var schema = schema(of: property, at: spot, .property)
    for (name, _) in reader.strings("required") where !schema.required.contains(name) { schema.required.append(name) }
    return schema
  }

  /// The schema in the value of a `property` key.
  func schema(of value: Value, at spot: Spot, _ keys: KeySet) -> ObjectSchema {
    if let object = value.object, isOldForm(object) {
      return ObjectSchema(fields(object, at: spot, keys, depth: 0))
    }
    guard let reader = ObjectReader(value, at: spot, .properties, findings) else { return ObjectSchema() }
    return schema(reader, keys)
  }

  func schema(_ reader: ObjectReader, _ keys: KeySet, depth: Int = 0) -> ObjectSchema {
    guard let (object, spot) = reader.objectValue("properties") else {
      return ObjectSchema([], required: reader.strings("required").map(\.text))
    }
    return ObjectSchema(fields(object, at: spot, keys, depth: depth), required: reader.strings("required").map(\.text))
  }

  /// `{"api_key": {"type": "string"}}` instead of `{"properties": {"api_key": …}}`.
  private func isOldForm(_ object: Properties) -> Bool {
    guard !object.isEmpty else { return false }
    if let properties = object["properties"]?.object, properties["type"]?.string == nil { return false }
    return object.allSatisfy { $0.value.object?["type"]?.string != nil }
  }

  private func fields(_ object: Properties, at spot: Spot, _ keys: KeySet, depth: Int) -> [ObjectSchema.Field] {
    object.compactMap { name, value in
      property(value, at: spot.child(name), keys, depth: depth).map { ObjectSchema.Field(name, $0) }
    }
  }

  private func property(_ value: Value, at spot: Spot, _ keys: KeySet, depth: Int) -> PropertySchema? {
    guard let reader = ObjectReader(value, at: spot, keys, findings) else { return nil }
    guard reader.has("type") else {
      reader.missing("type")
      return nil
    }
    guard let type = reader.choice("type", ValueType.self) else { return nil }
    guard depth < 32 else {
      findings.error(.badDeclaration, "declared properties stand inside of each other more than 32 deep", at: spot)
      return nil
    }
    // What is said of a start property as a whole is not said of its parts.
    let inner = KeySet.property
    var schema = PropertySchema(type)
    schema.description = reader.string("description") ?? ""
    if let (value, spot) = reader.value("items") {
      if type != .array { findings.error(.badDeclaration, "only an array has 'items', not \(type.rawValue)", at: spot) }
      if let items = property(value, at: spot, inner, depth: depth + 1) { schema.items = [items] }
    }
    if reader.has("properties") || (type == .object && reader.has("required")) {
      if type != .object { findings.error(.badDeclaration, "only an object has 'properties', not \(type.rawValue)", at: spot.child("properties")) }
      schema.object = self.schema(reader, inner, depth: depth + 1)
    }
    schema.secret = reader.bool("secret")
    if keys.keys.contains("static") { schema.isStatic = reader.bool("static") ?? false }
    if keys.keys.contains("from") { schema.from = reader.has("from") ? reader.requiredString("from") : nil }
    if let (value, spot) = reader.value("default") { schema.defaultValue = defaultValue(value, of: schema, at: spot) }
    return schema
  }

  private func defaultValue(_ value: Value, of schema: PropertySchema, at spot: Spot) -> Value? {
    do {
      return try value.converted(to: schema)
    } catch {
      findings.error(.badDeclaration, "the default does not fit its type: \(error)", at: spot)
      return nil
    }
  }
}
