internal import TenCore
internal import TenGraph

/// A file to validate.
struct JSONFile {
  enum Kind { case graph, manifest }

  var path: String
  var kind: Kind
  var bytes: [UInt8]

  /// The file, or all graphs and manifests of the folder and the folders in it, by name.
  static func all(at path: String) throws(FileError) -> [JSONFile] {
    guard let names = Folder.names(in: path) else {
      let bytes = try TextFile.read(path)
      return [JSONFile(path: path, kind: kind(path, bytes) ?? .graph, bytes: bytes)]
    }
    return try inFolder(path, names, depth: 0)
  }

  /// Folders deeper than that are not looked at: a link may lead round.
  private static let maximumDepth = 16

  private static func inFolder(_ path: String, _ names: [String], depth: Int) throws(FileError) -> [JSONFile] {
    var found: [JSONFile] = []
    for name in names where !name.hasPrefix(".") {
      let child = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      if let inner = Folder.names(in: child) {
        if depth < maximumDepth { found += try inFolder(child, inner, depth: depth + 1) }
      } else if name.hasSuffix(".json"), !name.hasSuffix(ScenarioPaths.suffix) {
        let bytes = try TextFile.read(child)
        if let kind = kind(child, bytes) { found.append(JSONFile(path: child, kind: kind, bytes: bytes)) }
      }
    }
    return found
  }

  /// nil for JSON of another kind. What is no JSON counts as a graph, so that it is reported.
  private static func kind(_ path: String, _ bytes: [UInt8]) -> Kind? {
    if path == "manifest.json" || path.hasSuffix("/manifest.json") { return .manifest }
    // A scenario; `tenhost test` reads it.
    if path.hasSuffix(".test.json") { return nil }
    guard let value = try? JSON.parse(bytes) else { return .graph }
    let object = value.object ?? Properties()
    if ["ten", "_ten", "predefined_graphs", "nodes", "import_uri"].contains(where: { object[$0] != nil }) { return .graph }
    return object["api"] != nil && object["name"] != nil ? .manifest : nil
  }
}
