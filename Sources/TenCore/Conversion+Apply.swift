extension Conversion {
  /// The name and the properties that the receiver gets, made of the sender's. Rules run in order and always read the sender's message, never what an
  /// earlier rule wrote. The message's buffer and frame fields are not touched.
  ///
  /// - Throws: `ConversionError` for a source that the message does not have, a name that is no text, and a path into TEN's message fields. (TEN writes an
  ///   invalid value for a missing source, which fails later and elsewhere.)
  public func apply(name: String, properties: Properties) throws(ConversionError) -> (name: String, properties: Properties) {
    var result = (name: name, properties: keepOriginal ? properties : Properties())
    for (index, rule) in rules.enumerated() {
      let value = try rule.value(index, name, properties)
      guard try rule.path.namesMessage(index) else {
        result.properties[rule.path] = value
        continue
      }
      guard case .string(let newName) = value, !newName.isEmpty else {
        throw ConversionError(
          path: "ten.name", kind: value.kindName, declared: .string, shown: value.shown,
          reason: "\(Rule.place(index)) renames the message, and a name is a text that is not empty")
      }
      result.name = newName
    }
    return result
  }
}

extension Conversion.Rule {
  fileprivate static func place(_ index: Int) -> String { "rule \(index) of the msg_conversion" }

  fileprivate func value(_ index: Int, _ name: String, _ properties: Properties) throws(ConversionError) -> Value {
    switch source {
    case .fixed(let value): return value
    case .original(let original):
      if try original.namesMessage(index) { return .string(name) }
      if let value = properties[original] { return value }
      throw ConversionError(
        path: original.description,
        reason: "\(Self.place(index)) copies '\(original)' to '\(path)', but the message '\(name)' has no such property")
    }
  }
}

extension PropertyPath {
  /// Whether this is `ten.name`; every other path below `ten` is refused.
  fileprivate func namesMessage(_ rule: Int) throws(ConversionError) -> Bool {
    guard steps.first == .key("ten") else { return false }
    if steps.count == 2 && steps[1] == .key("name") { return true }
    throw ConversionError(
      path: description,
      reason: "\(Conversion.Rule.place(rule)) uses a field of the message: of those only 'ten.name' can be read or written; use a property instead")
  }
}
