import Glibc
import Testing

/// A folder that is gone with the value, with all that is in it.
final class ScratchTree {
  let path: String

  init() throws {
    var template = Array("/tmp/tenhost-test-XXXXXX".utf8CString)
    let made = mkdtemp(&template)
    path = String(cString: try #require(made))
  }

  deinit { Self.remove(path) }

  func make(_ folder: String) { mkdir("\(path)/\(folder)", 0o777) }

  func write(_ name: String, _ text: String) throws {
    let file = try #require(fopen("\(path)/\(name)", "w"))
    fputs(text, file)
    fclose(file)
  }

  func read(_ name: String) -> String? {
    guard let file = fopen("\(path)/\(name)", "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// The files in it and in its folders, sorted.
  var files: [String] { Self.entries(path).sorted() }

  private static func entries(_ folder: String, _ prefix: String = "") -> [String] {
    names(folder).flatMap { name in
      isFolder("\(folder)/\(name)") ? entries("\(folder)/\(name)", "\(prefix)\(name)/") : [prefix + name]
    }
  }

  private static func remove(_ path: String) {
    if isFolder(path) {
      for name in names(path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.filter { $0 != "." && $0 != ".." }
  }
}
