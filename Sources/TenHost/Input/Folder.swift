internal import Glibc
internal import TenCore

/// Paths of folders.
enum Folder {
  /// The path without links and dots; nil where nothing is.
  static func real(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// How `target` is written in `folder`: relative for neighbours and folders above, which are moved together, else absolute. Both are absolute and without links.
  static func path(from folder: String, to target: String) -> String {
    let (from, to) = (folder.split(separator: "/"), target.split(separator: "/"))
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let up = from.count - shared
    guard shared == to.count || (shared > 0 && up <= 3 && (shared > 1 || up <= 1)) else { return target }
    let steps = [Substring](repeating: "..", count: up) + to[shared...]
    return steps.joined(separator: "/")
  }

  /// The names in a folder, sorted; nil where there is no folder.
  static func names(in path: String) -> [String]? { FolderNames.of(path)?.sorted() }
}
