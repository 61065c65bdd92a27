import Glibc
import TenGraph
import Testing

@testable import TenHost

/// The library of `Tests/LibraryFixture`, linked by the script that authors use, from what was compiled with the tests.
struct BuiltLibrary {
  var bytes: [UInt8]

  static let shared = Result { try BuiltLibrary() }

  private init() throws {
    let folder = try LibraryScratch()
    let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let words = [
      root + "/tools/extension/build-extension", "--debug", "--products", try SpawnedHost.products(), "--output", folder.path + "/courier.so",
      "LibraryFixture",
    ]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for word in arguments { free(word) } }
    var process = pid_t()
    let isStarted = posix_spawn(&process, words[0], nil, nil, &arguments, environ)
    try #require(isStarted == 0)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    try #require(status == 0, "build-extension has failed")
    bytes = try LibraryFile(path: folder.path + "/courier.so").read()
  }

  /// With a text of the file replaced, at all places, by one of the same length.
  func replacing(_ old: String, with new: String) throws -> [UInt8] {
    let (old, new) = (Array(old.utf8), Array(new.utf8))
    try #require(old.count == new.count)
    var bytes = bytes
    var count = 0
    var index = 0
    while index + old.count <= bytes.count {
      if bytes[index] == old[0], bytes[index..<index + old.count].elementsEqual(old) {
        bytes.replaceSubrange(index..<index + old.count, with: new)
        count += 1
        index += old.count
      } else {
        index += 1
      }
    }
    try #require(count > 0, "the library holds no \(String(decoding: old, as: UTF8.self))")
    return bytes
  }
}

/// A folder of libraries that is gone with the value.
final class LibraryScratch {
  let path: String
  private var names: [String] = []

  init() throws {
    var template = Array("/tmp/tenhost-test-XXXXXX".utf8CString)
    let made = mkdtemp(&template)
    path = String(cString: try #require(made))
  }

  func add(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
    let file = try #require(fopen("\(path)/\(name)", "w"))
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    chmod("\(path)/\(name)", mode)
    names.append(name)
  }

  deinit {
    for name in names + ["courier.so"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
