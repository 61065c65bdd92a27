internal import Glibc
internal import TenCore

/// A fresh folder for one measurement.
enum BenchFolder {
  static func make() -> String? {
    var template = Array("/tmp/tenhost-bench-XXXXXX".utf8CString)
    return mkdtemp(&template).map { String(cString: $0) }
  }

  /// Removes what is in it, too; links are removed, not followed.
  static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in FolderNames.of(path) ?? [] { remove("\(path)/\(name)") }
    rmdir(path)
  }
}
