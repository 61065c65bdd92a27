internal import TenCore

/// Reads the files of one compilation; keeps their texts for the look-up of positions.
final class GraphLoader {
  let findings: Findings
  let readFile: FileReader
  private(set) var texts: [String: [UInt8]] = [:]
  private var documents: [String: Value] = [:]

  init(_ findings: Findings, readFile: @escaping FileReader) {
    self.findings = findings
    self.readFile = readFile
  }

  /// The content of a file, read and parsed once; nil, and reported at `importer`, where that fails.
  func document(_ path: String, importedAt importer: Spot? = nil) -> Value? {
    if let known = documents[path] { return known }
    do {
      let text = try readFile(path)
      texts[path] = text
      let value = try JSON.parse(text, file: path)
      documents[path] = value
      return value
    } catch let error as Diagnostics {
      findings.add(error.list)
    } catch {
      findings.error(.unreadable, "\(error)", at: importer ?? Spot(path), suggestion: "check the path and the permissions")
    }
    return nil
  }

  /// The graphs of a file that the user named; what is wrong is in `findings`.
  func graphs(in path: String) -> GraphFile? {
    guard let document = document(path) else { return nil }
    let spot = Spot(path)
    guard let root = document.object else {
      findings.error(.wrongType, "a graph file holds an object, not \(document.kindName)", at: spot)
      return nil
    }
    var file = GraphFile(path: path, entries: [], log: nil)
    if let key = ["ten", "_ten"].first(where: { root[$0] != nil }), let ten = root[key] {
      readApp(ten, at: spot.child(key), root, into: &file)
    } else if root["predefined_graphs"] != nil {
      readApp(document, at: spot, nil, into: &file)
    } else if ["nodes", "connections", "import_uri"].contains(where: { root[$0] != nil }) {
      let name = root["name"]?.string ?? Self.stem(path)
      file.entries = [GraphFile.Entry(name: name, autoStart: false, value: document, spot: spot, keys: .graph)]
    } else {
      let near = root.keys.compactMap { String.didYouMean($0, ["ten", "predefined_graphs", "nodes"]) }.first
      let suggestion = near ?? "a graph has 'nodes'; an app's property file has 'ten' with 'predefined_graphs'"
      findings.error(.noGraph, "this file holds no graph", at: spot, suggestion: suggestion)
      return nil
    }
    return file
  }

  /// `voice` for `graphs/voice.json`.
  private static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? "graph"
    return String(name.hasSuffix(".json") ? name.dropLast(5) : name)
  }
}
