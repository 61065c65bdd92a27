internal import Glibc
internal import TenControl
internal import TenCore

/// The files of hosts and of sessions that have ended.
struct SessionFiles: Sendable {
  let folder: RuntimeFolder
  let logFolder: String

  /// Moves a host's log to where those of ended sessions are. What does not work leaves the log where it is.
  func keepLog(of host: String, as session: String) {
    let target = log(of: session)
    let (older, newer) = (folder.olderLog(of: host), folder.log(of: host))
    guard access(older, F_OK) == 0 else {
      if access(newer, F_OK) == 0 { _ = move(newer, target) }
      return
    }
    guard append(newer, to: older), move(older, target) else { return }
    unlink(newer)
  }

  func log(of session: String) -> String { "\(logFolder)/\(session).jsonl" }

  func remove(host: String) { for file in folder.all(of: host) { unlink(file) } }

  func hasExit(of host: String) -> Bool { access(folder.exit(of: host), F_OK) == 0 }

  /// Names of the hosts that have files.
  func hosts() -> Set<String> {
    var names: Set<String> = []
    for file in FolderNames.of(folder.path) ?? [] {
      guard let dot = file.firstIndex(of: "."), dot != file.startIndex else { continue }
      let host = String(file[..<dot])
      if folder.all(of: host).contains("\(folder.path)/\(file)") { names.insert(host) }
    }
    return names
  }

  /// Makes the folders, for their owner alone.
  func prepare() throws(LinkError) {
    for path in [folder.path, logFolder] where mkdir(path, 0o700) != 0 && errno != EEXIST {
      throw LinkError(.refused, "making the folder \(path) failed: \(String(cString: strerror(errno))); make it, or name another")
    }
  }

  private func move(_ source: String, _ target: String) -> Bool {
    if rename(source, target) == 0 { return true }
    guard errno == EXDEV, append(source, to: target) else { return false }
    unlink(source)
    return true
  }

  private func append(_ source: String, to target: String) -> Bool {
    let input = open(source, O_RDONLY | O_CLOEXEC)
    // Nothing to add.
    guard input >= 0 else { return errno == ENOENT }
    defer { close(input) }
    let output = open(target, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard output >= 0 else { return false }
    defer { close(output) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = bytes.withUnsafeMutableBytes { read(input, $0.baseAddress, $0.count) }
      guard count > 0 else { return count == 0 }
      var written = 0
      while written < count {
        let step = bytes.withUnsafeBytes { write(output, $0.baseAddress! + written, count - written) }
        guard step > 0 else { return false }
        written += step
      }
    }
  }
}
