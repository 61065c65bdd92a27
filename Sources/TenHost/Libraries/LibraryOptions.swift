internal import ArgumentParser
internal import TenCore

/// Where a command finds extensions beside those that are linked in. To be an option group of every command that uses extensions.
struct LibraryOptions: ParsableArguments {
  @Option(
    name: .customLong("extensions"),
    help: ArgumentHelp("A folder of shared libraries with extensions; may be repeated. TENHOST_EXTENSIONS lists more.", valueName: "folder"),
    completion: .directory) var folders: [String] = []

  /// Those of the command line, then those of the environment.
  func all(_ environment: [String: String]) -> [LibraryFolder] {
    let more = environment["TENHOST_EXTENSIONS"]?.split(separator: ":").map(String.init) ?? []
    var found: [LibraryFolder] = []
    for folder in (folders + more).map(LibraryFolder.init) where !found.contains(folder) { found.append(folder) }
    return found
  }
}

/// A command that uses extensions: before it runs, its surroundings have those of the libraries, too.
protocol ExtensionsUser: HostCommand {
  var libraries: LibraryOptions { get }
  var json: Bool { get }
  /// Whether refused libraries are warnings here; else the command shows them itself.
  static var warnsOfRefusedLibraries: Bool { get }
}

extension ExtensionsUser {
  static var warnsOfRefusedLibraries: Bool { true }

  func runWithLibraries(in surroundings: Surroundings) -> HostExit {
    var surroundings = surroundings
    for folder in libraries.all(surroundings.environment) { surroundings.libraries.add(folder: folder) }
    surroundings.extensions += surroundings.libraries.extensions
    if Self.warnsOfRefusedLibraries {
      ProblemReport(surroundings: surroundings, json: json).show(surroundings.libraries.refused.map(\.diagnostic))
    }
    return run(in: surroundings)
  }
}
