internal import Glibc
internal import NIOPosix

/// The claim of one server on a state folder: a lock that the kernel lets go of when the process ends, however it ends.
final class StateLock: Sendable {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let descriptor: CInt
  private let path: String

  /// Makes the folder where there is none.
  init(folder: String) throws {
    path = folder + "/server.lock"
    try StoreFolder.prepare(folder, file: path)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(description: "cannot open '\(path)': \(String(cString: strerror(errno)))") }
  }

  deinit { close(descriptor) }

  /// Takes the lock when it is free.
  func take() -> Bool {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
    writeHolder()
    return true
  }

  /// Waits for the lock, on a thread of its own. A wait that is not over ends with the process.
  func wait() async throws {
    let descriptor = descriptor
    try await NIOThreadPool.singleton.runIfActive {
      while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    }
    writeHolder()
  }

  func letGo() { flock(descriptor, LOCK_UN) }

  /// The process that holds it, as it wrote there itself; nil when that is unknown.
  var holder: Int? {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Int(String(decoding: bytes[..<count], as: UTF8.self).prefix { $0.isNumber }) : nil
  }

  private func writeHolder() {
    let bytes = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    pwrite(descriptor, bytes, bytes.count, 0)
  }
}
