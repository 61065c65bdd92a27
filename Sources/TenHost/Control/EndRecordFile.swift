internal import Glibc
internal import TenControl

/// The end record of a host that no server took it from: one line of JSON, there as a whole or not at all.
struct EndRecordFile: Sendable {
  let path: String

  /// - Throws: `FileProblem`.
  func write(_ bytes: [UInt8]) throws {
    let temporary = RuntimeFolder.unfinished(path)
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw problem() }
    var rest = (bytes + [UInt8(ascii: "\n")])[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let reason = problem()
        close(file)
        unlink(temporary)
        throw reason
      }
      rest = rest.dropFirst(count)
    }
    close(file)
    guard rename(temporary, path) == 0 else { throw problem() }
  }

  func remove() { unlink(path) }

  private func problem() -> FileProblem { FileProblem(description: "writing the end record to \(path) failed: \(String(cString: strerror(errno)))") }
}

/// A file of the host that cannot be written.
struct FileProblem: Error, CustomStringConvertible {
  let description: String
}
