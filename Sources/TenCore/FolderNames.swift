package import Glibc

/// The names in a folder.
package enum FolderNames {
  /// All but `.` and `..`, in no order; nil, with the reason in `errno`, where the folder cannot be read.
  package static func of(_ path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = name(of: entry)
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Reads in place, up to the name's end: an entry is shorter than its type, and behind the last one there may be no memory.
  package static func name(of entry: UnsafePointer<dirent>) -> String {
    let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
    return String(cString: start.assumingMemoryBound(to: CChar.self))
  }
}
