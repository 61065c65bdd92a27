internal import Glibc
internal import TenCore

/// A folder for the files that the nodes of one run write; it is gone with its last reference.
///
/// Values of the scenario that begin with `$scratch` lead there.
final class ScratchFolder: Sendable {
  static let word = "$scratch"
  let path: String

  /// - Throws: `ScenarioError`.
  init() throws(ScenarioError) {
    var template = Array("/tmp/tenhost-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw ScenarioError(description: "making a folder for the files of a run in /tmp: \(String(cString: strerror(errno)))")
    }
    path = String(cString: made)
  }

  deinit {
    for name in FolderNames.of(path) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}

extension Value {
  /// The value with `path` in the place of each leading `$scratch`.
  func withScratch(_ path: String) -> Value {
    switch self {
    case .string(let text) where text.hasPrefix(ScratchFolder.word): .string(path + text.dropFirst(ScratchFolder.word.count))
    case .object(let object): .object(object.withScratch(path))
    case .array(let elements): .array(elements.map { $0.withScratch(path) })
    default: self
    }
  }

  var usesScratch: Bool {
    switch self {
    case .string(let text): text.hasPrefix(ScratchFolder.word)
    case .object(let object): object.contains { $0.value.usesScratch }
    case .array(let elements): elements.contains(where: \.usesScratch)
    default: false
    }
  }
}

extension Properties {
  func withScratch(_ path: String) -> Properties { Properties(map { ($0.key, $0.value.withScratch(path)) }) }
}
