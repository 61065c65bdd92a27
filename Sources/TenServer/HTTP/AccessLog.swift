internal import Glibc
internal import TenCore
internal import TenGraph

/// One line of JSON for each request: on standard error, or in a file that is never longer than its limit (the older lines are in `FILE.1`).
///
/// From any thread, which it never holds up: lines that nobody takes are counted, and the count is a line of its own. It never holds headers, bodies or the values of a query.
public final class AccessLog: Sendable {
  public struct Entry: Sendable {
    public var time = 0
    public var method = ""
    public var path = ""
    /// Names alone: a value may be a secret.
    public var queryNames: [String] = []
    public var status = 0
    public var milliseconds = 0
    /// Of the answer's body.
    public var bytes = 0
    public var peer = ""
    public var requestID = ""

    public init() {}
  }

  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  private struct File {
    var descriptor: CInt
    var written: Int
    /// Lines that nobody took since the last one that was written.
    var lost = 0
  }

  private let path: String?
  private let limit: Int
  private let file: Locked<File>

  /// - Parameters:
  ///   - path: nil for standard error.
  ///   - limit: bytes of the file.
  public init(path: String?, limit: Int = 64 << 20) throws(Failure) {
    self.path = path
    self.limit = limit
    guard let path else {
      file = Locked(File(descriptor: STDERR_FILENO, written: 0))
      return
    }
    file = Locked(try Self.opened(path))
  }

  deinit {
    guard path != nil else { return }
    close(file.withLock { $0.descriptor })
  }

  public func write(_ entry: Entry) {
    var line: Properties = [
      "time": Value(entry.time), "method": .string(entry.method), "path": .string(entry.path), "status": Value(entry.status),
      "ms": Value(entry.milliseconds), "bytes": Value(entry.bytes), "peer": .string(entry.peer), "request_id": .string(entry.requestID),
    ]
    if !entry.queryNames.isEmpty { line["query"] = .array(entry.queryNames.map(Value.string)) }
    let bytes = JSON.bytes(of: .object(line)) + [UInt8(ascii: "\n")]
    file.withLock { file in
      if let path, file.written + bytes.count > limit { Self.turn(&file, path) }
      if file.lost > 0 {
        let note = JSON.bytes(of: ["time": Value(entry.time), "lost": Value(file.lost)]) + [UInt8(ascii: "\n")]
        if StandardText.log(note, to: file.descriptor) > 0 { file.lost = 0 }
      }
      // One call a line: lines of several threads never mix.
      let written = StandardText.log(bytes, to: file.descriptor)
      file.written += written
      if written == 0 { file.lost += 1 }
    }
  }

  /// Makes the file the older one and begins anew; where that fails, the present one goes on.
  private static func turn(_ file: inout File, _ path: String) {
    guard rename(path, path + ".1") == 0, let fresh = try? opened(path) else { return file.written = 0 }
    close(file.descriptor)
    file = fresh
  }

  private static func opened(_ path: String) throws(Failure) -> File {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      throw Failure(description: "cannot open the access log '\(path)': \(String(cString: strerror(errno))); give another file with --log-file")
    }
    return File(descriptor: descriptor, written: max(0, Int(lseek(descriptor, 0, SEEK_END))))
  }
}
