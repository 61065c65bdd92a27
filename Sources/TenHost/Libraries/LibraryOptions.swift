internal import ArgumentParser
internal import TenCore

/// Where a command finds extensions beside those that are linked in. To be an option group of every command that uses extensions.
struct LibraryOptions: ParsableArguments {
  @Option(
    name: .customLong("extensions"),
    help: ArgumentHelp("A folder of shared libraries with extensions; may be repeated. TENHOST_EXTENSIONS lists more.", valueName: "folder"),
    completion: .directory) var folders: [String] = []

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
    let surroundings = surroundings.with(libraries: libraries.folders)
    if Self.warnsOfRefusedLibraries { surroundings.warnOfRefusedLibraries(json: json) }
    return run(in: surroundings)
  }
}

extension Surroundings {
  /// With the libraries in the folders of the command line, then in those of the environment.
  func with(libraries folders: [String]) -> Surroundings {
    let more = environment["TENHOST_EXTENSIONS"]?.split(separator: ":").map(String.init) ?? []
    var found: [LibraryFolder] = []
    for folder in (folders + more).map(LibraryFolder.init) where !found.contains(folder) { found.append(folder) }
    var own = self
    for folder in found { own.libraries.add(folder: folder) }
    own.extensions += own.libraries.extensions
    return own
  }

  func warnOfRefusedLibraries(json: Bool) {
    ProblemReport(surroundings: self, json: json).show(libraries.refused.map(\.diagnostic))
  }
}
