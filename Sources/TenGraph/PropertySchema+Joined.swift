internal import TenCore

extension PropertySchema {
  /// One declaration of what a manifest and an interface both declare: TEN's interfaces leave `params` an open object, and manifests say what stands in it.
  /// nil where the two say different things.
  func joined(with other: PropertySchema) -> PropertySchema? {
    guard type == other.type, items == other.items, isStatic == other.isStatic, from == other.from, defaultValue == other.defaultValue else {
      return nil
    }
    guard secret == nil || other.secret == nil || secret == other.secret else { return nil }
    var joined = self
    joined.secret = secret ?? other.secret
    if joined.description.isEmpty { joined.description = other.description }
    guard let object = (object ?? ObjectSchema()).joined(with: other.object ?? ObjectSchema()) else { return nil }
    if self.object != nil || other.object != nil { joined.object = object }
    return joined
  }
}

extension ObjectSchema {
  func joined(with other: ObjectSchema) -> ObjectSchema? {
    var joined = self
    for field in other.properties {
      guard let index = joined.properties.firstIndex(where: { $0.name == field.name }) else {
        joined.properties.append(field)
        continue
      }
      guard let schema = joined.properties[index].schema.joined(with: field.schema) else { return nil }
      joined.properties[index].schema = schema
    }
    joined.required += other.required.filter { !joined.required.contains($0) }
    return joined
  }
}
