internal import TenControl
internal import TenCore
internal import TenGraph

/// A graph that a fork server has read and compiled, once for all its hosts.
struct LoadedGraph {
  let graph: CompiledGraph
  /// What each file that it was made of held, in the order of reading.
  let files: [GraphFileDigest]

  /// - Throws: everything that is wrong with the graph or with the extensions' manifests.
  init(file: String, name: String?, replacing: [String: String], _ surroundings: Surroundings) throws(Diagnostics) {
    let seen = Locked<[GraphFileDigest]>([])
    let compiler = GraphCompiler(catalogue: try GraphSource.catalogue(surroundings), environment: surroundings.environment) { path in
      let bytes = try TextFile.read(path)
      let digest = GraphFileDigest(path: Folder.real(path) ?? path, content: bytes)
      seen.withLock { if !$0.contains(digest) { $0.append(digest) } }
      return bytes
    }
    graph = try compiler.compile(file: file, graph: name, replacing: replacing)
    files = seen.withLock { $0 }
  }
}
