internal import Glibc

/// P9: from the start of a host's process to the moment at which every node of its graph runs, as whoever starts it sees it.
enum ColdStart {
  static func measure() throws {
    let folder = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let tenhost = folder + "/tenhost"
    guard access(tenhost, X_OK) == 0 else { return print("cold start was not measured: build \(tenhost) first") }
    var times: [Double] = []
    for round in 0..<60 {
      guard let time = once(tenhost) else { return print("cold start was not measured: \(tenhost) did not become ready") }
      if round >= 10 { times.append(time) }
    }
    _ = Report("P9", "cold start, 4 nodes, to every node ready: p50", percentile(times, 0.5) / 1e6, "ms")
  }

  /// Nanoseconds until the host has written its `ready` event; nil where it ends before.
  private static func once(_ tenhost: String) -> Double? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    let arguments = [tenhost, "run", "graphs/four.json", "--start", "channel=bench", "--json"]
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var child = pid_t()
    let begin = now()
    let spawned = posix_spawn(&child, tenhost, &actions, nil, &pointers, environ)
    close(ends[1])
    guard spawned == 0 else { return nil }
    let time = untilReady(ends[0]).map { $0 - begin }
    kill(child, SIGTERM)
    var status: Int32 = 0
    waitpid(child, &status, 0)
    return time
  }

  private static func untilReady(_ descriptor: Int32) -> Double? {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return nil }
      text += String(decoding: buffer[..<count], as: UTF8.self)
      if text.contains("\"ready\"") { return now() }
    }
  }
}
