internal import Glibc
internal import TenCore

/// A folder that is searched for libraries: its files `*.so`, not those in folders in it.
struct LibraryFolder: Equatable {
  var path: String

  /// By name.
  func files() throws(LibraryRefusal) -> [LibraryFile] {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .unreadable(LibraryFile.lastError) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .unreadable("it is no folder") }
    guard status.st_mode & S_IWOTH == 0 else { throw .openToOthers(path) }
    guard let names = FolderNames.of(path) else { throw .unreadable(LibraryFile.lastError) }
    return names.filter { $0.hasSuffix(".so") && !$0.hasPrefix(".") }.sorted().map {
      LibraryFile(path: path.hasSuffix("/") ? path + $0 : "\(path)/\($0)")
    }
  }
}
