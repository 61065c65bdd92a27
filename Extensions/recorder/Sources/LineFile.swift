internal import Glibc
internal import Synchronization

/// A file that only grows. Its calls block: they are made off the loop.
final class LineFile: Sendable {
  private let path: String
  /// -1 once it is closed.
  private let descriptor: Mutex<Int32>

  init(appendingTo path: String) throws(LineFileError) {
    let opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard opened >= 0 else { throw LineFileError("opening", path, errno) }
    self.path = path
    descriptor = Mutex(opened)
  }

  deinit { close() }

  func write(_ bytes: [UInt8]) throws(LineFileError) {
    let code = descriptor.withLock { descriptor in
      bytes.withUnsafeBytes { all in
        var rest = all[...]
        while !rest.isEmpty {
          let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return count == 0 ? EIO : errno }
          rest = rest.dropFirst(count)
        }
        return 0
      }
    }
    guard code == 0 else { throw LineFileError("writing to", path, code) }
  }

  func close() {
    descriptor.withLock { descriptor in
      if descriptor >= 0 { _ = Glibc.close(descriptor) }
      descriptor = -1
    }
  }
}

struct LineFileError: Error, CustomStringConvertible {
  let description: String

  init(_ what: String, _ path: String, _ code: Int32) {
    description = "\(what) the recording '\(path)': \(String(cString: strerror(code))); check the property 'path'"
  }
}
