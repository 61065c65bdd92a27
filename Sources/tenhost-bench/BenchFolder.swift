internal import Glibc
internal import TenCore

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
    for name in FolderNames.of(path) ?? [] { remove("\(path)/\(name)") }
    rmdir(path)
  }
}
