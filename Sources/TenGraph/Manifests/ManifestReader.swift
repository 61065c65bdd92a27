internal import TenCore

/// Reads the top level of a manifest; `ManifestReader+API` reads its api.
final class ManifestReader {
  let findings: Findings
  let readFile: FileReader?
  /// The interface files that were read, for the look-up of positions.
  var texts: [String: [UInt8]] = [:]

  init(_ findings: Findings, readFile: FileReader?) {
    self.findings = findings
    self.readFile = readFile
  }

  func read(_ value: Value, at spot: Spot) -> Manifest {
    var manifest = Manifest(name: "")
    guard let reader = ObjectReader(value, at: spot, .manifest, findings) else { return manifest }
    if let type = reader.requiredString("type"), type != "extension" {
      findings.error(.badManifest, "this is the manifest of a TEN '\(type)'; only type 'extension' makes nodes", at: spot.child("type"))
    }
    manifest.name = reader.requiredString("name") ?? ""
    manifest.version = reader.requiredString("version") ?? "0.0.0"
    manifest.description = reader.string("description") ?? ""
    manifest.onFailure = reader.choice("on_failure", FailurePolicy.self) ?? .end
    manifest.serial = reader.bool("serial") ?? false
    manifest.aliases = aliases(reader)
    manifest.peers = peers(reader)
    if let (api, spot) = reader.value("api") { readAPI(api, at: spot, into: &manifest) }
    checkDeclaredOnce(manifest, at: spot)
    return manifest
  }

  private func aliases(_ reader: ObjectReader) -> [Manifest.Alias] {
    var aliases: [Manifest.Alias] = []
    for (value, spot) in reader.array("aliases") {
      var alias: Manifest.Alias
      if let name = value.string {
        alias = Manifest.Alias(name: name)
      } else {
        guard let reader = ObjectReader(value, at: spot, .alias, findings), let name = reader.requiredString("name") else { continue }
        alias = Manifest.Alias(name: name, properties: renamed(reader))
      }
      guard !alias.name.isEmpty, !aliases.contains(where: { $0.name == alias.name }) else {
        findings.error(.doubledDeclaration, "the alias '\(alias.name)' is empty or stands here twice", at: spot)
        continue
      }
      aliases.append(alias)
    }
    return aliases
  }

  private func renamed(_ reader: ObjectReader) -> [String: String] {
    var names: [String: String] = [:]
    guard let (object, spot) = reader.objectValue("properties") else { return names }
    for (theirs, value) in object {
      guard let ours = value.string else {
        findings.error(.wrongType, "the property that '\(theirs)' becomes must be a string, not \(value.kindName)", at: spot.child(theirs))
        continue
      }
      for path in [theirs, ours] where (try? PropertyPath(path)) == nil {
        findings.error(.badDeclaration, "'\(path)' is no property path", at: spot.child(theirs), suggestion: "write it as a.b[0].c")
      }
      names[theirs] = ours
    }
    return names
  }

  private func peers(_ reader: ObjectReader) -> [Manifest.Peer] {
    guard let (object, spot) = reader.objectValue("peers") else { return [] }
    return object.compactMap { role, value in
      guard let reader = ObjectReader(value, at: spot.child(role), .peer, findings) else { return nil }
      return Manifest.Peer(role: role, defaultNode: reader.string("default") ?? role, optional: reader.bool("optional") ?? false)
    }
  }

  /// One name is a start property or an ordinary one: otherwise nobody could say which of the two a graph's value is.
  private func checkDeclaredOnce(_ manifest: Manifest, at spot: Spot) {
    for field in manifest.start.properties where manifest.properties[field.name] != nil {
      let place = spot.child("api").child("property").child("properties").child(field.name)
      findings.error(
        .doubledDeclaration, "'\(field.name)' is declared as a start property and as an ordinary one",
        at: spot.child("api").child("start").child("properties").child(field.name), related: [place.place("the ordinary one")],
        suggestion: "keep the one under 'start' if the value differs from session to session")
    }
  }
}
