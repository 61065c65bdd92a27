internal import Glibc

/// A fresh folder for one measurement.
enum BenchFolder {
  static func make(in parent: String = "/tmp") -> String? {
    var template = Array("\(parent)/tenhost-bench-XXXXXX".utf8CString)
    return mkdtemp(&template).map { String(cString: $0) }
  }

  /// In memory, as `/run` is where systemd runs: of files that live as short as a session, a disk's file system is the dearest part of a start.
  static func makeInMemory() -> String? { make(in: "/dev/shm") ?? make() }

  /// Removes what is in it, too; links are removed, not followed.
  static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
        if name != ".", name != ".." { remove("\(path)/\(name)") }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
