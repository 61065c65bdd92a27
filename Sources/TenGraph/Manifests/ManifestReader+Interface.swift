internal import TenCore

extension ManifestReader {
  /// Merges an imported interface file: an object with the keys of an api.
  ///
  /// - Parameter chain: the files that import this one, the first at the begin.
  func readInterface(_ value: Value, at spot: Spot, into manifest: inout Manifest, chain: [String]) {
    guard let reader = ObjectReader(value, at: spot, .interfaceImport, findings), let uri = reader.requiredString("import_uri") else { return }
    let place = spot.child("import_uri")
    guard let readFile, let importer = spot.file else {
      findings.warning(
        .interfaceUnread, "the interface '\(uri)' is not merged, because this manifest is read without its folder", at: place,
        suggestion: "copy what the interface declares into the manifest")
      return
    }
    let path: String
    do {
      path = try ImportPath.resolve(uri, from: importer, base: chain.first ?? importer)
    } catch {
      guard case .refused(let reason, let suggestion) = error else { return }
      findings.error(.importRefused, "cannot import an interface: \(reason)", at: place, suggestion: suggestion)
      return
    }
    guard !(chain + [importer]).contains(path) else {
      findings.error(.importCycle, "'\(path)' imports itself: \((chain + [importer, path]).joined(separator: " -> "))", at: place)
      return
    }
    guard let text = read(path, readFile, place) else { return }
    texts[path] = text
    do {
      let value = try JSON.parse(text, file: path)
      guard let reader = ObjectReader(value, at: Spot(path), .interface, findings) else { return }
      readDeclarations(reader, into: &manifest)
      for (value, spot) in reader.array("interface") { readInterface(value, at: spot, into: &manifest, chain: chain + [importer]) }
    } catch {
      findings.add(error.list)
    }
  }

  private func read(_ path: String, _ readFile: FileReader, _ place: Spot) -> [UInt8]? {
    do {
      return try readFile(path)
    } catch {
      findings.warning(
        .interfaceUnread, "the interface is not merged: \(error)", at: place,
        suggestion: "TEN's own interfaces come with the package that the path names; messages that they declare count as not listed")
      return nil
    }
  }
}
