internal import TenCore

extension GraphReader {
  func connection(_ value: Value, at spot: Spot) -> ConnectionSyntax? {
    guard let reader = ObjectReader(value, at: spot, .connection, findings) else { return nil }
    noteLegacyGroup(reader)
    let endpoint = endpoint(reader, Endpoint.Kind.allCases)
    // In the order of the file.
    let kinds = reader.object.keys.compactMap { MessageKind(key: $0) }
    let flows = kinds.flatMap { kind in
      reader.array(kind.key).compactMap { flow($0.value, at: $0.spot, kind) }
    }
    return endpoint.map { ConnectionSyntax(endpoint: $0, flows: flows) }
  }

  private func noteLegacyGroup(_ reader: ObjectReader) {
    guard reader.has("extension_group") else { return }
    findings.note(
      .ignoredKeys, "'extension_group' is ignored here: the node itself says its group", at: reader.spot.child("extension_group"))
  }

  private func flow(_ value: Value, at spot: Spot, _ kind: MessageKind) -> FlowSyntax? {
    guard let reader = ObjectReader(value, at: spot, .flow, findings) else { return nil }
    let names = names(reader)
    switch (reader.has("dest"), reader.has("source")) {
    case (true, true):
      findings.error(
        .exclusiveKeys, "\(reader.keys.name) has 'dest' and 'source'; one is possible", at: spot, suggestion: "write it as two entries")
      return nil
    case (false, false):
      findings.error(.missingKey, "\(reader.keys.name) needs 'dest' (where it goes) or 'source' (where it comes from)", at: spot)
      return nil
    default: break
    }
    let destinations = reader.array("dest").compactMap { (value, spot) in destination(value, at: spot, kind) }
    let sources = reader.array("source").compactMap { (value, spot) in source(value, at: spot) }
    return FlowSyntax(kind: kind, names: names, destinations: destinations, sources: sources)
  }

  private func names(_ reader: ObjectReader) -> [(name: String, spot: Spot)] {
    switch (reader.has("name"), reader.has("names")) {
    case (true, true):
      findings.error(.exclusiveKeys, "\(reader.keys.name) has 'name' and 'names'; one is possible", at: reader.spot)
      return []
    case (false, false):
      findings.error(.missingKey, "\(reader.keys.name) needs 'name' or 'names'", at: reader.spot)
      return []
    case (true, false):
      return reader.requiredString("name").map { [($0, reader.spot.child("name"))] } ?? []
    case (false, true):
      let names = reader.strings("names")
      if names.isEmpty && reader.object["names"]?.array?.isEmpty == true {
        findings.error(.badValue, "'names' is empty", at: reader.spot.child("names"), suggestion: "name at least one message")
      }
      return names.filter { name in
        if name.text.isEmpty { findings.error(.badValue, "a message's name is empty", at: name.spot) }
        return !name.text.isEmpty
      }.map { ($0.text, $0.spot) }
    }
  }

  private func destination(_ value: Value, at spot: Spot, _ kind: MessageKind) -> DestinationSyntax? {
    guard let reader = ObjectReader(value, at: spot, .destination, findings) else { return nil }
    noteLegacyGroup(reader)
    let conversion = reader.value("msg_conversion").flatMap { (value, spot) in self.conversion(value, at: spot, kind) }
    var fallback: (name: String, spot: Spot)?
    if reader.has("fallback"), let name = reader.requiredString("fallback") { fallback = (name, spot.child("fallback")) }
    guard let endpoint = endpoint(reader, Endpoint.Kind.allCases) else { return nil }
    return DestinationSyntax(endpoint: endpoint, conversion: conversion, fallback: fallback)
  }

  private func source(_ value: Value, at spot: Spot) -> Endpoint? {
    guard let reader = ObjectReader(value, at: spot, .source, findings) else { return nil }
    noteLegacyGroup(reader)
    return endpoint(reader, Endpoint.Kind.allCases)
  }
}
