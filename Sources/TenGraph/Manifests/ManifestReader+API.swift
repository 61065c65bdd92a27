internal import TenCore

extension ManifestReader {
  func readAPI(_ value: Value, at spot: Spot, into manifest: inout Manifest) {
    guard let reader = ObjectReader(value, at: spot, .api, findings) else { return }
    readDeclarations(reader, into: &manifest)
    if let (start, spot) = reader.value("start"), let reader = ObjectReader(start, at: spot, .properties, findings) {
      manifest.start = schema(reader, .startProperty)
      for name in manifest.start.required where manifest.start[name] == nil {
        findings.error(
          .badDeclaration, "the required start property '\(name)' is not declared", at: spot.child("required"),
          suggestion: .didYouMean(name, manifest.start.properties.map(\.name)))
      }
    }
    for (value, spot) in reader.array("interface") { readInterface(value, at: spot, into: &manifest, chain: []) }
  }

  /// What an api and an interface have in common: `property` and the messages.
  func readDeclarations(_ reader: ObjectReader, into manifest: inout Manifest) {
    if let (property, spot) = reader.value("property") {
      let schema = schema(of: property, at: spot, .property)
      merge(schema, into: &manifest.properties, at: spot)
    }
    for kind in MessageKind.allCases {
      for direction in [MessageSpec.Direction.in, .out] {
        for (value, spot) in reader.array("\(kind.key)_\(direction.rawValue)") {
          guard let message = message(value, at: spot, direction, kind) else { continue }
          add(message, to: &manifest, at: spot)
        }
      }
    }
  }

  private func add(_ message: MessageSpec, to manifest: inout Manifest, at spot: Spot) {
    guard let known = manifest.message(message.direction, message.kind, message.name) else {
      manifest.messages.append(message)
      return
    }
    let name = "\(message.kind.key)_\(message.direction.rawValue) '\(message.name)'"
    if known == message {
      findings.warning(.doubledDeclaration, "\(name) is declared twice", at: spot)
    } else {
      findings.error(.interfaceConflict, "\(name) is declared twice, and differently", at: spot)
    }
  }

  private func merge(_ schema: ObjectSchema, into properties: inout ObjectSchema, at spot: Spot) {
    for field in schema.properties {
      guard let index = properties.properties.firstIndex(where: { $0.name == field.name }) else {
        properties.properties.append(field)
        continue
      }
      if let joined = properties.properties[index].schema.joined(with: field.schema) {
        properties.properties[index].schema = joined
      } else {
        findings.error(
          .interfaceConflict, "the property '\(field.name)' is declared twice, and differently", at: spot.child("properties").child(field.name))
      }
    }
    for name in schema.required where !properties.required.contains(name) { properties.required.append(name) }
  }

  private func message(_ value: Value, at spot: Spot, _ direction: MessageSpec.Direction, _ kind: MessageKind) -> MessageSpec? {
    guard let reader = ObjectReader(value, at: spot, .message, findings), let name = reader.requiredString("name") else { return nil }
    var message = MessageSpec(direction, kind, name)
    message.schema = schema(reader)
    if let (value, spot) = reader.value("result") {
      if kind == .command {
        if let reader = ObjectReader(value, at: spot, .result, findings) { message.result = schema(reader) }
      } else {
        findings.error(.badDeclaration, "only a command has a result, not \(kind.key) '\(name)'", at: spot)
      }
    }
    readDelivery(reader, into: &message)
    return message
  }

  private func readDelivery(_ reader: ObjectReader, into message: inout MessageSpec) {
    let taken = message.kind == .command && message.direction == .in
    if let urgent = reader.bool("urgent") {
      message.urgent = urgent
      if urgent && !taken { refuse("urgent", reader, "only a command that is taken (cmd_in) can be urgent") }
    }
    if let text = reader.string("discards") {
      message.discardsTransient = text == "transient"
      if text != "transient" { refuse("discards", reader, "'discards' can only be 'transient', not '\(text)'") }
      if !message.urgent { refuse("discards", reader, "only an urgent command discards what waits; add \"urgent\": true") }
    }
    message.deliveryClass = reader.choice("class", DeliveryClass.self)
    if message.deliveryClass != nil && message.kind == .command { refuse("class", reader, "a command has no class; data and frames have") }
    if let turn = reader.string("turn") {
      switch turn {
      case "required": message.turn = .required
      case "none": message.turn = .none
      case "optional": message.turn = .optional
      default: refuse("turn", reader, "'turn' can be 'required', 'none' or 'optional', not '\(turn)'")
      }
      if message.direction == .in { refuse("turn", reader, "'turn' is said of outputs") }
    }
  }

  private func refuse(_ key: String, _ reader: ObjectReader, _ message: String) {
    findings.error(.badDeclaration, message, at: reader.spot.child(key))
  }
}
