import Glibc
import TenCore

/// A folder that is gone with the value, with the files in it.
final class ScratchFolder: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/tenhost-v1-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
  }

  func write(_ text: String, to name: String, appending: Bool = false) {
    guard let file = fopen("\(path)/\(name)", appending ? "a" : "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  deinit {
    for name in FolderNames.of(path) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
