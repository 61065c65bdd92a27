import Glibc
import TenCore
import TenServer
import TenSupervisor
import Testing

/// A fresh state folder with a clock that the test moves.
final class StorePlace: Sendable {
  let folder: String
  private let time = Locked(1_000_000_000_000)

  init() throws {
    var template = Array("/tmp/tenhost-store-XXXXXX".utf8CString)
    let made = mkdtemp(&template)
    try #require(made != nil)
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in ["state", "logs", "."] {
      guard let listing = opendir("\(folder)/\(name)") else { continue }
      while let entry = readdir(listing) {
        let file = withUnsafePointer(to: &entry.pointee.d_name) { String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) }
        unlink("\(folder)/\(name)/\(file)")
      }
      closedir(listing)
      rmdir("\(folder)/\(name)")
    }
    rmdir(folder)
  }

  var state: String { folder + "/state" }
  var logs: String { folder + "/logs" }
  var database: String { state + "/tenhost.sqlite" }
  var now: Int { time.withLock { $0 } }
  func wait(_ milliseconds: Int) { time.withLock { $0 += milliseconds } }

  func open(days: Int = 7, sessions: Int = 100_000) throws -> Store {
    var retention = Store.Retention(logFolder: logs)
    retention.days = days
    retention.sessions = sessions
    return try Store(folder: state, retention: retention, now: { self.now })
  }

  func record(_ number: Int, channel: String? = nil, graph: String = "demo") -> SessionRecord {
    SessionRecord(id: "s\(number)", graph: graph, channel: channel, createdAt: now + number)
  }

  @discardableResult
  func write(_ text: String, to file: String) -> Bool {
    guard let stream = fopen(file, "w") else { return false }
    defer { fclose(stream) }
    return fputs(text, stream) >= 0
  }

  func read(_ file: String) -> String? {
    guard let stream = fopen(file, "r") else { return nil }
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, stream)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  func mode(_ file: String) -> UInt32 {
    var status = stat()
    return stat(file, &status) == 0 ? status.st_mode & 0o777 : 0
  }

  func size(_ file: String) -> Int {
    var status = stat()
    return stat(file, &status) == 0 ? status.st_size : 0
  }
}

extension Store {
  /// Reserves a session and ends it.
  func pass(_ record: SessionRecord, endedAt: Int, text: String = "") async throws {
    var record = record
    try await reserve(record)
    record.state = .ended
    record.endedAt = endedAt
    record.endRecord = ["reason": "stopped", "text": .string(text)]
    try await update(record)
  }
}
