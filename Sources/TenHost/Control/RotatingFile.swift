internal import Glibc
internal import TenCore

/// A log file of bounded size: when its half is full it becomes the older half, and a new one begins. From any thread.
final class RotatingFile: Sendable {
  /// Stays the same: a new file takes the place of the one before under the same number.
  let descriptor: Int32
  private let path: String
  private let older: String
  private let half: Int
  private let size: Locked<Int>

  /// - Parameter bytes: of both halves together.
  init(_ path: String, older: String, bytes: Int) throws {
    self.path = path
    self.older = older
    half = max(4_096, bytes / 2)
    descriptor = Self.open(path)
    guard descriptor >= 0 else { throw FileProblem(description: "opening the log \(path) failed: \(String(cString: strerror(errno)))") }
    var status = stat()
    size = Locked(fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0)
  }

  deinit { close(descriptor) }

  /// What one line may have, with its end.
  var longestLine: Int { half }

  /// To be called before so many bytes are written.
  func makeRoom(for count: Int) {
    size.withLock { size in
      if size > 0, size + count > half, rotate() { size = 0 }
      size += count
    }
  }

  private func rotate() -> Bool {
    rename(path, older)
    let fresh = Self.open(path)
    guard fresh >= 0 else { return false }
    dup2(fresh, descriptor)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    close(fresh)
    return true
  }

  private static func open(_ path: String) -> Int32 { Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600) }
}
