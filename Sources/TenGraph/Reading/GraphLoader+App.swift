internal import TenCore

extension GraphLoader {
  /// Reads TEN's `ten` object.
  ///
  /// - Parameter root: what stands around it (`ten` and the app's properties); nil where `ten` is the whole file.
  func readApp(_ ten: Value, at spot: Spot, _ root: Properties?, into file: inout GraphFile) {
    guard let reader = ObjectReader(ten, at: spot, .app, findings) else { return }
    if reader.has("uri") {
      findings.error(
        .refusedKey, "'uri' is not supported: hosts do not connect to each other", at: spot.child("uri"),
        suggestion: "remove 'uri'; `tenhost serve` offers sessions over HTTP")
    }
    noteIgnored(reader, root, in: file.path)
    file.log = reader.objectValue("log")?.object
    guard reader.has("predefined_graphs") else {
      findings.error(.noGraph, "this app has no 'predefined_graphs'", at: spot)
      return
    }
    for (value, spot) in reader.array("predefined_graphs") {
      guard let entry = entry(value, at: spot) else { continue }
      if let known = file.entries.first(where: { $0.name == entry.name }) {
        findings.error(
          .duplicateGraph, "two graphs have the name '\(entry.name)'", at: spot.child("name"), related: [known.spot.place("the other one")])
        continue
      }
      file.entries.append(entry)
    }
    if file.entries.isEmpty && reader.object["predefined_graphs"]?.array?.isEmpty == true {
      findings.error(.noGraph, "'predefined_graphs' is empty", at: spot.child("predefined_graphs"))
    }
  }

  private func entry(_ value: Value, at spot: Spot) -> GraphFile.Entry? {
    guard let reader = ObjectReader(value, at: spot, .predefinedGraph, findings) else { return nil }
    let name = reader.requiredString("name")
    let autoStart = reader.bool("auto_start") ?? false
    guard let name else { return nil }
    let direct = ["nodes", "connections", "exposed_messages", "exposed_properties", "import_uri", "groups"].filter(reader.has)
    guard let (graph, graphSpot) = reader.value("graph") else {
      if direct.isEmpty {
        reader.missing("graph")
        return nil
      }
      return GraphFile.Entry(name: name, autoStart: autoStart, value: value, spot: spot, keys: .predefinedGraph)
    }
    for key in direct {
      findings.error(.exclusiveKeys, "'\(key)' stands beside 'graph'", at: spot.child(key), suggestion: "move it into 'graph'")
    }
    return GraphFile.Entry(name: name, autoStart: autoStart, value: graph, spot: graphSpot, keys: .graph)
  }

  /// One note for all that TEN's app file says and that has no meaning here.
  private func noteIgnored(_ reader: ObjectReader, _ root: Properties?, in path: String) {
    let used = ["predefined_graphs", "log", "uri"]
    var ignored = reader.object.keys.filter { KeySet.app.keys.contains($0) && !used.contains($0) }
    for entry in reader.object["predefined_graphs"]?.array ?? [] {
      for key in ["singleton", "sync_stop_before_deinit"] where entry.object?[key] != nil && !ignored.contains(key) { ignored.append(key) }
    }
    let ten = reader.spot.pointer.dropFirst()
    let own = root?.keys.filter { $0 != ten && !$0.hasPrefix("x-") && $0 != "$schema" } ?? []
    ignored += own
    guard !ignored.isEmpty else { return }
    let keys = String.enumeration(ignored)
    findings.note(.ignoredKeys, "ignored, because it has no meaning here: \(keys)", at: reader.spot)
  }
}
