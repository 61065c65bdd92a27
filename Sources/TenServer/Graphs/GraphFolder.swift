internal import Glibc
internal import TenCore
internal import TenGraph

/// Lists the graph files of a folder.
enum GraphFolder {
  /// A file as it was when it was looked at: another stamp means that it has to be read again.
  struct File: Hashable {
    var path: String
    var inode: UInt64
    var bytes: Int
    /// Of its status, which no copy that keeps the time of the content keeps, and which changes with the permissions, too.
    var changedSeconds: Int
    var changedNanoseconds: Int
  }

  static let maximum = 4_096

  /// By name.
  static func files(in folder: String) throws(Diagnostics) -> [File] {
    guard let names = FolderNames.of(folder) else { throw unreadable(folder, String(cString: strerror(errno))) }
    var files: [File] = []
    for name in names where name.hasSuffix(".json") && !name.hasSuffix(".test.json") && !name.hasPrefix(".") {
      guard files.count < maximum else { throw unreadable(folder, "it has more than \(maximum) files") }
      files.append(file(folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"))
    }
    return files.sorted { $0.path < $1.path }
  }

  /// A file that is gone or may not be looked at is listed too: reading it says why.
  private static func file(_ path: String) -> File {
    var status = stat()
    guard stat(path, &status) == 0 else { return File(path: path, inode: 0, bytes: 0, changedSeconds: 0, changedNanoseconds: 0) }
    return File(
      path: path, inode: UInt64(status.st_ino), bytes: Int(status.st_size), changedSeconds: status.st_ctim.tv_sec,
      changedNanoseconds: status.st_ctim.tv_nsec)
  }

  private static func unreadable(_ folder: String, _ reason: String) -> Diagnostics {
    Diagnostics([
      Diagnostic(
        Rule.unreadable.code, .error, "cannot read the folder of graphs '\(folder)': \(reason)", file: folder,
        suggestion: "give a folder of graph files with --graphs DIR")
    ])
  }
}
