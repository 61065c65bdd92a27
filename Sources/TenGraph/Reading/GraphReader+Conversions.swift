internal import TenCore

extension GraphReader {
  func conversion(_ value: Value, at spot: Spot, _ kind: MessageKind) -> ConversionSyntax? {
    guard let reader = ObjectReader(value, at: spot, .conversion, findings) else { return nil }
    let message = rules(reader)
    var result: Conversion?
    if let (value, spot) = reader.value("result") {
      if kind != .command {
        let reason = "only a command has a result, not \(kind.key)"
        findings.error(.badConversion, "a result cannot be converted here: \(reason)", at: spot, suggestion: "remove 'result'")
      } else if let reader = ObjectReader(value, at: spot, .conversion, findings) {
        if reader.has("result") {
          findings.error(.badConversion, "the conversion of a result has no 'result' of its own", at: spot.child("result"))
        }
        result = rules(reader)
      }
    }
    return message.map { ConversionSyntax(message: $0, result: result, spot: spot) }
  }

  private func rules(_ reader: ObjectReader) -> Conversion? {
    guard let type = reader.requiredString("type") else { return nil }
    guard type == "per_property" else {
      findings.error(
        .badConversion, "a msg_conversion cannot have the type '\(type)'", at: reader.spot.child("type"), suggestion: "it must be 'per_property'")
      return nil
    }
    let keepOriginal = reader.bool("keep_original") ?? false
    guard reader.has("rules") else {
      reader.missing("rules")
      return nil
    }
    let entries = reader.array("rules")
    if entries.isEmpty && reader.object["rules"]?.array != nil {
      findings.error(.badConversion, "a msg_conversion needs at least one rule", at: reader.spot.child("rules"))
    }
    return Conversion(keepOriginal: keepOriginal, rules: entries.compactMap { rule($0.value, at: $0.spot) })
  }

  private func rule(_ value: Value, at spot: Spot) -> Conversion.Rule? {
    guard let reader = ObjectReader(value, at: spot, .rule, findings) else { return nil }
    let path = path("path", reader)
    guard let mode = reader.requiredString("conversion_mode") else { return nil }
    switch mode {
    case "fixed_value":
      guard let (value, valueSpot) = reader.value("value") else {
        reader.missing("value")
        return nil
      }
      if path?.description == "ten.name" && (value.string ?? "").isEmpty {
        findings.error(.badConversion, "'ten.name' must be set to a text", at: valueSpot)
        return nil
      }
      return path.map { Conversion.Rule(path: $0, source: .fixed(value)) }
    case "from_original":
      let original = self.path("original_path", reader)
      guard let path, let original else { return nil }
      return Conversion.Rule(path: path, source: .original(original))
    default:
      let modes = ["fixed_value", "from_original"]
      let suggestion = String.didYouMean(mode, modes) ?? "it must be 'fixed_value' or 'from_original'"
      findings.error(.badConversion, "a rule has no conversion_mode '\(mode)'", at: spot.child("conversion_mode"), suggestion: suggestion)
      return nil
    }
  }

  private func path(_ key: String, _ reader: ObjectReader) -> PropertyPath? {
    guard let text = reader.requiredString(key) else { return nil }
    do {
      let path = try PropertyPath(text)
      // `_ten` is what TEN's versions before 0.9 wrote.
      guard case .key("_ten")? = path.steps.first else { return path }
      return PropertyPath(steps: [.key("ten")] + path.steps.dropFirst())
    } catch {
      findings.error(.badConversion, "\(error)", at: reader.spot.child(key))
      return nil
    }
  }
}
