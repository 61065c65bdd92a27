internal import TenCore
internal import TenGraph

/// A manifest for people: what the extension takes and sends.
enum ManifestText {
  static func text(of manifest: Manifest) -> String {
    var lines = ["\(manifest.name) \(manifest.version)\(manifest.description.isEmpty ? "" : ": \(manifest.description)")"]
    lines += section("takes at its start", fields(manifest.start, showsSource: true))
    lines += section("properties", fields(manifest.properties, showsSource: false))
    for (direction, title) in [(MessageSpec.Direction.in, "takes"), (.out, "sends")] {
      lines += section(title, manifest.messages.filter { $0.direction == direction }.flatMap(message))
    }
    lines += section("peers", manifest.peers.map { "\($0.role): node '\($0.defaultNode)'\($0.optional ? ", optional" : "")" })
    lines += section("aliases", manifest.aliases.map { alias in
      let renamed = alias.properties.sorted { $0.key < $1.key }.map { "\($0.key) is \($0.value)" }
      return renamed.isEmpty ? alias.name : "\(alias.name): \(renamed.joined(separator: ", "))"
    })
    if manifest.onFailure != .end { lines.append("on failure: \(manifest.onFailure.rawValue)") }
    if manifest.serial { lines.append("takes one command at a time") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [title] + lines.map { "  \($0)" }
  }

  private static func fields(_ schema: ObjectSchema, showsSource: Bool) -> [String] {
    schema.properties.map { field in
      var text = "\(field.name): \(typeName(field.schema))"
      if schema.required.contains(field.name) { text += ", required" }
      if let from = field.schema.from, showsSource { text += ", from start value '\(from)'" }
      if field.schema.secret == true { text += ", secret" }
      if let value = field.schema.defaultValue { text += ", default \(field.schema.secret == true ? Masking.mask : JSON.text(of: value))" }
      return field.schema.description.isEmpty ? text : "\(text). \(field.schema.description)"
    }
  }

  private static func message(_ message: MessageSpec) -> [String] {
    var text = "\(message.kind.key) \(message.name)"
    if message.urgent { text += ", urgent" }
    if message.turn != .optional { text += ", turn \(message.turn.rawValue)" }
    let properties = message.schema.properties.map { "\($0.name): \(typeName($0.schema))\(message.schema.required.contains($0.name) ? ", required" : "")" }
    let results = message.result?.properties.map { "\($0.name): \(typeName($0.schema))" } ?? []
    return [text] + properties.map { "  \($0)" } + (results.isEmpty ? [] : ["  result"] + results.map { "    \($0)" })
  }

  static func typeName(_ schema: PropertySchema) -> String {
    schema.type == .array ? "array of \(schema.items.first.map(typeName) ?? "anything")" : schema.type.rawValue
  }

  static func value(of manifest: Manifest) -> Properties {
    var object: Properties = [
      "type": "extension", "name": .string(manifest.name), "version": .string(manifest.version), "description": .string(manifest.description),
    ]
    object["start"] = .array(manifest.start.properties.map { value(of: $0, in: manifest.start) })
    object["properties"] = .array(manifest.properties.properties.map { value(of: $0, in: manifest.properties) })
    object["messages"] = .array(
      manifest.messages.map { message in
        var part: Properties = ["direction": .string(message.direction.rawValue), "kind": .string(message.kind.key), "name": .string(message.name)]
        part["properties"] = .array(message.schema.properties.map { value(of: $0, in: message.schema) })
        if let result = message.result { part["result"] = .array(result.properties.map { value(of: $0, in: result) }) }
        if message.urgent { part["urgent"] = true }
        return .object(part)
      })
    object["peers"] = .array(
      manifest.peers.map { ["role": .string($0.role), "default": .string($0.defaultNode), "optional": .bool($0.optional)] })
    object["aliases"] = .array(manifest.aliases.map { .string($0.name) })
    object["on_failure"] = .string(manifest.onFailure.rawValue)
    return object
  }

  private static func value(of field: ObjectSchema.Field, in schema: ObjectSchema) -> Value {
    var object: Properties = ["name": .string(field.name), "type": .string(field.schema.type.rawValue), "required": .bool(schema.required.contains(field.name))]
    if let from = field.schema.from { object["from"] = .string(from) }
    if let secret = field.schema.secret { object["secret"] = .bool(secret) }
    if let value = field.schema.defaultValue { object["default"] = field.schema.secret == true ? .string(Masking.mask) : value }
    if !field.schema.description.isEmpty { object["description"] = .string(field.schema.description) }
    return .object(object)
  }
}
