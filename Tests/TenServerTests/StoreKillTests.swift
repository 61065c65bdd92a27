import GRDB
import Glibc
import TenSupervisor
import Testing

@testable import TenServer

/// A process that writes to a store as fast as it can, and says each call that has been stored.
final class StoreWriter {
  private let process: pid_t
  private let output: UnsafeMutablePointer<FILE>

  init(_ folder: String) throws {
    var ends: [Int32] = [0, 0]
    let isMade = pipe(&ends)
    try #require(isMade == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    let path = try Self.path()
    var words: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup(folder), nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let isStarted = posix_spawn(&process, path, &actions, nil, &words, environ)
    try #require(isStarted == 0)
    close(ends[1])
    self.process = process
    output = try #require(fdopen(ends[0], "r"))
  }

  /// The fixture stands beside the tests' own executable.
  private static func path() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    try #require(count > 0)
    let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return String(own[..<(try #require(own.lastIndex(of: "/")))]) + "/StoreFixture"
  }

  /// Reads so many lines, kills it, and gives what it had said by then.
  func kill(after count: Int) -> [String] {
    var lines: [String] = []
    var buffer = [CChar](repeating: 0, count: 256)
    var isKilled = false
    while true {
      if !isKilled, lines.count >= count {
        _ = Glibc.kill(process, SIGKILL)
        isKilled = true
      }
      guard fgets(&buffer, Int32(buffer.count), output) != nil else { break }
      let line = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if line.last == "\n" { lines.append(String(line.dropLast())) }
    }
    fclose(output)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return lines
  }
}

@Suite struct StoreKillTests {
  @Test func aServerThatIsKilledAtAnyInstantLosesNothingThatWasStored() async throws {
    let place = try StorePlace()
    var sum = 0
    for _ in 0..<50 {
      let said = try StoreWriter(place.state).kill(after: Int.random(in: 1...300))
      sum += said.count
      let store = try place.open()
      var last: [String: SessionRecord.State] = [:]
      for line in said {
        let words = line.split(separator: " ")
        last[String(words[0])] = SessionRecord.State(rawValue: String(words[1]))
      }
      let order = SessionRecord.State.allCases
      for (id, state) in last {
        let stored = try await store.session(id)?.state
        // What was under way when it was killed may be there, too; what is beyond the writer's retention has ended.
        let isKept = stored.map { order.firstIndex(of: $0)! >= order.firstIndex(of: state)! } ?? (state == .ended && last.count > 500)
        #expect(isKept, "\(id) was \(state), and is \(stored.map { $0.rawValue } ?? "not there")")
      }
      #expect(try await store.pool.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
      for var record in try await store.unended() {
        record.state = .ended
        try await store.update(record)
      }
      try store.close()
    }
    #expect(sum > 50)
  }
}
