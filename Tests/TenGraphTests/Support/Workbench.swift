import TenCore
import TenGraph

/// Files in memory, the extensions of the tests, and the compiler over both.
struct Workbench {
  var files: [String: String]
  var environment: [String: String]
  var catalogue = ExtensionCatalogue()

  init(_ files: [String: String] = [:], environment: [String: String] = [:], manifests: [String] = Workbench.manifests) throws {
    self.files = files
    self.environment = environment
    for (index, text) in manifests.enumerated() { try catalogue.add(Manifest(json: text, file: "manifest\(index).json")) }
  }

  init(graph: String, environment: [String: String] = [:], manifests: [String] = Workbench.manifests) throws {
    try self.init(["g.json": graph], environment: environment, manifests: manifests)
  }

  var compiler: GraphCompiler {
    let files = files
    return GraphCompiler(catalogue: catalogue, environment: environment) { path in
      guard let text = files[path] else { throw FileError(path: path, reason: "No such file or directory") }
      return Array(text.utf8)
    }
  }

  func compile(_ file: String = "g.json", graph: String? = nil, replacing: [String: String] = [:]) throws -> CompiledGraph {
    try compiler.compile(file: file, graph: graph, replacing: replacing)
  }

  /// The routes as text: `a -cmd:x-> b`.
  static func routes(_ graph: CompiledGraph) -> [String] {
    graph.connections.map { "\(graph.nodes[$0.source].name) -\($0.kind.key):\($0.name)-> \(graph.nodes[$0.destination].name)" }
  }

  /// An extension that declares nothing, for graphs whose shape is the point.
  static let plain = #"{"type": "extension", "name": "any", "version": "1.0.0"}"#

  static let manifests = [plain]
}

extension Diagnostics {
  var codes: [String] { list.map(\.code) }
}
