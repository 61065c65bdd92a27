internal import TenInterface

/// What a library says of its making, in a note that `tools/extension/build-extension` writes: lines of `key=value`.
struct LibraryStamp: Equatable {
  var interface: InterfaceStamp
  /// `release` or `debug`.
  var configuration: String

  static let owner = "tenhost"
  static let version = "1"

  /// - Throws: what is wrong with the stamp; nil for none at all.
  init?(_ notes: [SharedObject.Note]) throws(LibraryRefusal) {
    guard let note = notes.first(where: { $0.owner == Self.owner && $0.type == 1 }) else { return nil }
    guard note.content.count <= 4_096, note.content.allSatisfy({ $0 == 0x0a || (0x20..<0x7f).contains($0) }) else {
      throw .strangeStamp("it is no text of lines")
    }
    var values: [Substring: String] = [:]
    for line in String(decoding: note.content, as: UTF8.self).split(separator: "\n") {
      guard let sign = line.firstIndex(of: "=") else { throw .strangeStamp("a line has no '='") }
      values[line[..<sign]] = String(line[line.index(after: sign)...])
    }
    guard let version = values["stamp"] else { throw .strangeStamp("it has no version") }
    guard version == Self.version else { throw .strangeStamp("it has the version \(version), and this host reads \(Self.version)") }
    guard let compiler = values["compiler"], let fingerprint = values["interface"] else {
      throw .strangeStamp("it lacks the compiler or the interface")
    }
    interface = InterfaceStamp(compiler: compiler, fingerprint: fingerprint)
    configuration = values["configuration"] ?? "unknown"
  }
}
