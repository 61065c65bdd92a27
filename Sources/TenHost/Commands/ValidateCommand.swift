internal import ArgumentParser
internal import TenCore
internal import TenGraph

struct ValidateCommand: ExtensionsUser {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Checks graph files and manifests, and shows every problem at once.",
    discussion: """
      tenhost validate graphs/
      tenhost validate property.json --structure

      tenhost validate graphs/ten_heygen.json --replace stt=stt_pocketsphinx

      In a folder, all JSON files that are a graph or a manifest are checked. A replaced node must be in each graph.
      """)

  @Argument(help: "Files and folders.", completion: .file()) var paths: [String]
  @OptionGroup var libraries: LibraryOptions
  @OptionGroup var replace: ReplaceOption
  @Flag(help: "Looks at the structure alone: needs neither extensions nor environment.") var structure = false
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false

  func run(in surroundings: Surroundings) -> HostExit {
    let problems = ProblemReport(surroundings: surroundings, json: json)
    let compiler: GraphCompiler
    let replacing: [String: String]
    do throws(UsageError) {
      replacing = try replace.pairs
    } catch {
      problems.show("\(error)")
      return .usage
    }
    do throws(Diagnostics) {
      compiler = GraphCompiler(catalogue: try GraphSource.catalogue(surroundings), environment: surroundings.environment)
    } catch {
      problems.show(error.list)
      return .invalidGraph
    }
    var files: [JSONFile] = []
    for path in paths {
      do throws(FileError) {
        files += try JSONFile.all(at: path)
      } catch {
        problems.show("\(error)")
        return .usage
      }
    }
    var counts = (errors: 0, warnings: 0, invalid: 0)
    for file in files {
      let found = check(file, compiler, replacing)
      show(found, surroundings)
      counts.errors += found.count { $0.severity == .error }
      counts.warnings += found.count { $0.severity == .warning }
      if found.contains(where: { $0.severity == .error }) { counts.invalid += 1 }
    }
    summarise(files.count, counts, surroundings)
    return counts.errors > 0 ? .invalidGraph : .ok
  }

  private func check(_ file: JSONFile, _ compiler: GraphCompiler, _ replacing: [String: String]) -> [Diagnostic] {
    switch file.kind {
    case .manifest: Manifest(json: file.bytes, file: file.path, readFile: { try TextFile.read($0) }).problems
    case .graph: structure ? compiler.checkStructure(file: file.path) : compiler.check(file: file.path, replacing: replacing)
    }
  }

  private func show(_ found: [Diagnostic], _ surroundings: Surroundings) {
    for diagnostic in found {
      if json, let object = diagnostic.value.object {
        surroundings.output.writeJSON(object)
      } else {
        surroundings.output.write(diagnostic.description + "\n")
      }
    }
  }

  private func summarise(_ files: Int, _ counts: (errors: Int, warnings: Int, invalid: Int), _ surroundings: Surroundings) {
    if json {
      surroundings.output.writeJSON([
        "type": "summary", "files": Value(files), "invalid": Value(counts.invalid), "errors": Value(counts.errors),
        "warnings": Value(counts.warnings),
      ])
      return
    }
    func many(_ count: Int, _ word: String) -> String { count == 1 ? "1 \(word)" : "\(count) \(word)s" }
    let verdict = counts.errors == 0 ? (files == 1 ? "valid" : "all valid") : "\(many(counts.errors, "error")) in \(many(counts.invalid, "file"))"
    let warnings = counts.warnings == 0 ? "" : ", \(many(counts.warnings, "warning"))"
    surroundings.output.write(files == 0 ? "no graph and no manifest found\n" : "\(many(files, "file")): \(verdict)\(warnings)\n")
  }
}
