import Glibc
import Testing

/// A host in a process of its own: the built fixture, whose extensions are in `Tests/TenHostFixture`.
final class SpawnedHost {
  private let process: pid_t
  private var isEnded = false
  private let output: UnsafeMutablePointer<FILE>

  init(_ arguments: [String], environment variables: [String: String] = [:]) throws {
    var ends: [Int32] = [0, 0]
    let isMade = pipe(&ends)
    try #require(isMade == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    let path = try Self.executable()
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in environment { free(word) } }
    var process = pid_t()
    let isStarted = posix_spawn(&process, path, &actions, nil, &words, &environment)
    try #require(isStarted == 0)
    close(ends[1])
    self.process = process
    output = try #require(fdopen(ends[0], "r"))
  }

  /// The fixture stands beside the tests' own executable.
  private static func executable() throws -> String { try products() + "/TenHostFixture" }

  /// The folder of what was built with the tests.
  static func products() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    try #require(count > 0)
    let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let slash = try #require(own.lastIndex(of: "/"))
    return String(own[..<slash])
  }

  /// All lines to the end of the output.
  func lines() -> [String] {
    var lines: [String] = []
    while let line = line(with: "") { lines.append(line.last == "\n" ? String(line.dropLast()) : line) }
    return lines
  }

  /// Reads on to the first line that holds `text`; nil at the end of the output.
  func line(with text: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 65_536)
    while fgets(&buffer, Int32(buffer.count), output) != nil {
      let line = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if line.contains(text) { return line }
    }
    return nil
  }

  func signal(_ number: Int32) { kill(process, number) }

  /// What a test that has failed leaves behind goes, too.
  deinit {
    guard !isEnded else { return }
    kill(process, SIGKILL)
    _ = wait()
  }

  /// Lets go of the reading end.
  func stopReading() { fclose(output) }

  /// Waits for the end. - Returns: the exit code, or 128 and the signal that ended it.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    isEnded = true
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }
}
