internal import Glibc

/// Finds scenario files.
enum ScenarioPaths {
  static let suffix = ".test.json"
  /// Folders deeper than that are not looked at: a link may lead round.
  private static let maximumDepth = 16

  /// The file, or all files of the folder and the folders in it whose names end in `.test.json`; empty where there is none.
  static func all(at path: String, depth: Int = 0) -> [String] {
    guard let names = Folder.names(in: path) else { return access(path, F_OK) == 0 ? [path] : [] }
    return names.flatMap { name -> [String] in
      let child = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      if name.hasSuffix(suffix) { return [child] }
      guard depth < maximumDepth, !name.hasPrefix("."), Folder.names(in: child) != nil else { return [] }
      return all(at: child, depth: depth + 1)
    }
  }
}
