internal import Glibc

/// Files to be written where nothing of that name exists: all of them or none.
struct NewFiles {
  struct File: Sendable, Hashable {
    /// Below the folder.
    let path: String
    let text: String
  }

  let folder: String
  let files: [File]

  /// What stands where a file is to be written, or in the way of its folder. All of it, in order.
  var conflicts: [String] {
    var found: [String] = []
    for file in files {
      let path = "\(folder)/\(file.path)"
      let inTheWay = Self.parents(of: path).first { Self.kind(of: $0) == .other }
      guard let conflict = inTheWay ?? (Self.kind(of: path) == .missing ? nil : path) else { continue }
      if !found.contains(conflict) { found.append(conflict) }
    }
    return found
  }

  /// Writes the files with their folders. What was written is taken back when one of them fails.
  /// - Throws: `UsageError`.
  func write() throws(UsageError) {
    var made: [String] = []
    do throws(UsageError) {
      for file in files { try write(file, &made) }
    } catch {
      // The newest first: files before their folders.
      for path in made.reversed() where unlink(path) != 0 { rmdir(path) }
      throw error
    }
  }

  private func write(_ file: File, _ made: inout [String]) throws(UsageError) {
    let path = "\(folder)/\(file.path)"
    for parent in Self.parents(of: path) where Self.kind(of: parent) == .missing {
      guard mkdir(parent, 0o777) == 0 else { throw Self.failure("making the folder", parent) }
      made.append(parent)
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure("writing", path) }
    made.append(path)
    defer { close(descriptor) }
    var bytes = Array(file.text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure("writing", path) }
      bytes = bytes.dropFirst(count)
    }
  }

  private static func failure(_ what: String, _ path: String) -> UsageError {
    UsageError("\(what) '\(path)': \(String(cString: strerror(errno))); nothing was left behind")
  }

  private enum Kind { case missing, folder, other }

  private static func kind(of path: String) -> Kind {
    var status = stat()
    // A link that leads nowhere is still in the way.
    guard lstat(path, &status) == 0 else { return .missing }
    if status.st_mode & S_IFMT == S_IFLNK, stat(path, &status) != 0 { return .other }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
  }

  /// The folders above a file, the highest first.
  private static func parents(of path: String) -> [String] {
    path.indices.filter { path[$0] == "/" && $0 > path.startIndex }.map { String(path[..<$0]) }
  }
}
