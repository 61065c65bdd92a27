internal import TenCore
internal import TenGraph
internal import TenRuntime

/// The libraries of a host: those that were loaded, and those that were refused, with the reason.
struct Libraries {
  struct Loaded {
    var file: LibraryFile
    var stamp: LibraryStamp
    var extensions: [any Extension.Type]
  }

  struct Refused: Equatable {
    /// A library, or a folder of them.
    var path: String
    /// The extension that it may have.
    var name: String?
    var refusal: LibraryRefusal
  }

  private(set) var folders: [String] = []
  private(set) var loaded: [Loaded] = []
  private(set) var refused: [Refused] = []
  /// Who has a name of an extension, alias or not; nobody before the first library, so that a host without libraries need not read its manifests.
  private(set) var owners: [String: String] = [:]
  private let linked: [any Extension.Type]
  private let check: LibraryCheck

  /// - Parameter linked: the extensions that the host has already.
  init(linked: [any Extension.Type], check: LibraryCheck = LibraryCheck()) {
    self.linked = linked
    self.check = check
  }

  var extensions: [any Extension.Type] { loaded.flatMap(\.extensions) }

  /// The library that an extension came from; nil for one that is linked in.
  func file(of name: String) -> String? {
    loaded.first { $0.extensions.contains { $0.manifest.name == name } }?.file.path
  }

  /// Loads what is in a folder. What is wrong with one library stops no other.
  mutating func add(folder: LibraryFolder) {
    folders.append(folder.path)
    do throws(LibraryRefusal) {
      for file in try folder.files() { add(file) }
    } catch {
      refused.append(Refused(path: folder.path, name: nil, refusal: error))
    }
  }

  mutating func add(_ file: LibraryFile) {
    let path = file.resolved
    guard !loaded.contains(where: { $0.file.resolved == path }) else { return }
    if owners.isEmpty {
      for type in linked {
        for name in Self.names(of: type) { owners[name] = "that is linked into this host" }
      }
    }
    do throws(LibraryRefusal) {
      let library = try load(file)
      for type in library.extensions {
        for name in Self.names(of: type) { owners[name] = "in \(file.path)" }
      }
      loaded.append(library)
    } catch {
      refused.append(Refused(path: file.path, name: file.stem, refusal: error))
    }
  }

  private func load(_ file: LibraryFile) throws(LibraryRefusal) -> Loaded {
    let passed = try check.pass(try file.read())
    let extensions = try LibraryLoader.load(file, undefined: passed.undefined)
    guard !extensions.isEmpty else { throw .offersNothing }
    var taken = owners
    for type in extensions {
      if let problem = type.manifest.problems.first(where: { $0.severity == .error }) { throw .badManifest("\(problem)") }
      if let problem = EmbeddedProperties.problem(in: { type.defaults }) { throw .badProperties("\(problem)") }
      for name in Self.names(of: type) {
        if let owner = taken[name] { throw .nameTaken(name, by: owner) }
        taken[name] = "in the same library"
      }
    }
    return Loaded(file: file, stamp: passed.stamp, extensions: extensions)
  }

  private static func names(of type: any Extension.Type) -> [String] { [type.manifest.name] + type.manifest.aliases.map(\.name) }
}
