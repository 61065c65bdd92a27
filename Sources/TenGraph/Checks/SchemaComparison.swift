internal import TenCore

/// Compares what a sender declares with what a receiver declares, by TEN's rules: only properties that both know are compared, and what the receiver
/// requires the sender must have.
enum SchemaComparison {
  enum Mismatch: Hashable {
    case type(path: String, sent: String, wanted: String)
    /// The sender does not declare a property that the receiver requires.
    case never(String)
    /// The sender declares it, but not as required.
    case perhaps(String)
  }

  static func mismatches(_ sent: MessageShape.Fields, _ wanted: ObjectSchema) -> [Mismatch] {
    var found: [Mismatch] = []
    for field in wanted.properties {
      guard case .known(let schema)? = sent.properties[field.name] else { continue }
      found += mismatches(schema, field.schema, field.name)
    }
    for name in wanted.required where !sent.required.contains(name) {
      found.append(sent.properties[name] == nil ? .never(name) : .perhaps(name))
    }
    return found
  }

  private static func mismatches(_ sent: PropertySchema, _ wanted: PropertySchema, _ path: String) -> [Mismatch] {
    guard wanted.type.accepts(sent.type) else { return [.type(path: path, sent: sent.type.rawValue, wanted: wanted.type.rawValue)] }
    var found: [Mismatch] = []
    if let mine = sent.items.first, let theirs = wanted.items.first { found += mismatches(mine, theirs, path + "[]") }
    if let mine = sent.object, let theirs = wanted.object, !mine.isEmpty {
      for field in theirs.properties {
        if let schema = mine[field.name] { found += mismatches(schema, field.schema, "\(path).\(field.name)") }
      }
      for name in theirs.required where !mine.required.contains(name) {
        found.append(mine[name] == nil ? .never("\(path).\(name)") : .perhaps("\(path).\(name)"))
      }
    }
    return found
  }
}
