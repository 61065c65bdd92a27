public import TenCore

/// Makes a `CompiledGraph` of a graph file: reads it, inlines and flattens, and checks everything before anything runs.
///
/// Every error is reported at once, with file, line and column.
public struct GraphCompiler: Sendable {
  public var catalogue: ExtensionCatalogue
  /// The variables of `${env:…}`.
  public var environment: [String: String]
  let readFile: FileReader

  public init(catalogue: ExtensionCatalogue, environment: [String: String], readFile: @escaping FileReader = { try TextFile.read($0) }) {
    self.catalogue = catalogue
    self.environment = environment
    self.readFile = readFile
  }

  /// Compiles one graph of a file.
  ///
  /// - Parameters:
  ///   - graph: the graph's name; nil for the only one, or the only one with `auto_start`.
  ///   - replacing: node name to the extension that it gets in this run.
  /// - Throws: everything that was found, warnings too, when there is an error.
  public func compile(file: String, graph: String? = nil, replacing: [String: String] = [:]) throws(Diagnostics) -> CompiledGraph {
    let findings = Findings()
    let loader = GraphLoader(findings, readFile: readFile)
    var compiled: CompiledGraph?
    if let entry = loader.graphs(in: file).flatMap({ select(graph, in: $0, findings) }) {
      compiled = compile(entry, in: file, loader, replacing)
    }
    let found = Diagnostics(findings.list).located(in: loader.texts)
    guard var compiled, !findings.hasErrors else { throw found }
    compiled.warnings = found.list
    return compiled
  }

  /// The graphs of a file and the log configuration beside them; checks nothing inside of the graphs.
  public func graphs(in file: String) throws(Diagnostics) -> GraphFile {
    let findings = Findings()
    let loader = GraphLoader(findings, readFile: readFile)
    let result = loader.graphs(in: file)
    guard let result, !findings.hasErrors else { throw Diagnostics(findings.list).located(in: loader.texts) }
    return result
  }

  /// Everything that is wrong with all graphs of a file.
  ///
  /// - Parameter replacing: node name to the extension that it gets, in each of the graphs.
  public func check(file: String, replacing: [String: String] = [:]) -> [Diagnostic] { check(file, replacing, structureOnly: false) }

  /// What is wrong with the structure of all graphs of a file; needs no extensions and no environment.
  public func checkStructure(file: String) -> [Diagnostic] { check(file, [:], structureOnly: true) }

  private func check(_ file: String, _ replacing: [String: String], structureOnly: Bool) -> [Diagnostic] {
    let findings = Findings()
    let loader = GraphLoader(findings, readFile: readFile)
    for entry in loader.graphs(in: file)?.entries ?? [] {
      if structureOnly {
        _ = structure(of: entry, in: file, loader)
      } else {
        _ = compile(entry, in: file, loader, replacing)
      }
    }
    return Diagnostics(findings.list).located(in: loader.texts).list
  }

  private func select(_ name: String?, in file: GraphFile, _ findings: Findings) -> GraphFile.Entry? {
    let names = file.entries.map(\.name)
    guard let name else {
      let starting = file.entries.filter(\.autoStart)
      if file.entries.count == 1 { return file.entries.first }
      if starting.count == 1 { return starting.first }
      guard !names.isEmpty else { return nil }
      let reason = starting.isEmpty ? "none of them has" : "\(starting.count) of them have"
      findings.error(
        .ambiguousGraph, "the file holds \(names.count) graphs, and \(reason) 'auto_start': \(String.enumeration(names))", at: Spot(file.path),
        suggestion: "choose one with --graph NAME")
      return nil
    }
    if let entry = file.entries.first(where: { $0.name == name }) { return entry }
    // A graph that could not be read is no unknown one.
    guard !findings.hasErrors else { return nil }
    findings.error(
      .unknownGraph, "the file holds no graph '\(name)'", at: Spot(file.path),
      suggestion: .didYouMean(name, names) ?? "it holds \(String.enumeration(names))")
    return nil
  }

  /// The flat graph of an entry with its structure checked; nil where it cannot even be read.
  func structure(of entry: GraphFile.Entry, in file: String, _ loader: GraphLoader) -> FlatGraph? {
    let errors = loader.findings.errors
    guard let syntax = GraphReader(findings: loader.findings).read(entry.value, at: entry.spot, entry.keys) else { return nil }
    let flat = Flattener(loader, base: file).flatten(syntax)
    StructureCheck(graph: flat, findings: loader.findings).run(at: entry.spot, isClean: loader.findings.errors == errors)
    return flat
  }

  private func compile(_ entry: GraphFile.Entry, in file: String, _ loader: GraphLoader, _ replacing: [String: String]) -> CompiledGraph? {
    guard let flat = structure(of: entry, in: file, loader) else { return nil }
    return GraphAssembly(
      flat: flat, catalogue: catalogue, environment: environment, replacing: replacing, findings: loader.findings
    ).assemble(name: entry.name, file: file)
  }
}
