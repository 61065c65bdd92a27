internal import Glibc
internal import Logging
internal import Synchronization
internal import TenControl
internal import TenCore
internal import TenSupervisor

/// Many sessions of one graph, each in a host process of its own, under a supervisor as in the server.
struct Fleet {
  let supervisor: Supervisor
  private(set) var sessions: [SessionRecord] = []

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Runs `body` with `count` sessions of the graph that run, and ends them. Its folder is removed.
  static func run(_ graph: String, count: Int, _ body: @escaping @Sendable (Fleet) async throws -> Void) throws {
    let binaries = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard let folder = BenchFolder.makeInMemory() else { throw Failure(description: "no folder could be made in /dev/shm or /tmp") }
    defer { BenchFolder.remove(folder) }
    var options = SupervisorOptions(executable: binaries + "/tenhost", runtimeFolder: RuntimeFolder(folder), logFolder: folder + "/logs")
    options.graphs = [SupervisorOptions.Graph(name: graph, file: "graphs/\(graph).json")]
    options.maxSessions = count
    options.freeMemory = 0
    options.poolSize = 4
    guard access(options.executable, X_OK) == 0 else { throw Failure(description: "there is no \(options.executable); build it first") }
    var log = Logger(label: "bench") { StreamLogHandler.standardError(label: $0) }
    log.logLevel = .warning
    let supervisor = try Supervisor(options, journal: MemoryJournal(), log: log)
    try wait {
      do {
        try await supervisor.open()
        var fleet = Fleet(supervisor: supervisor)
        try await fleet.start(graph, count)
        try await body(fleet)
      } catch {
        print("a measurement failed: \(error)")
      }
      await supervisor.shutdown(keepingHosts: false)
    }
  }

  private mutating func start(_ graph: String, _ count: Int) async throws {
    for number in 0..<count {
      let request = SessionRequest(graph: graph, start: StartRequest(values: ["channel": .string("bench_\(number)")]), channel: "bench_\(number)")
      sessions.append(try await supervisor.start(request))
    }
  }

  /// The hosts' processes.
  var processes: [Int] { sessions.compactMap(\.processID) }

  /// Blocks this thread, which has no loop, until `body` has returned.
  private static func wait(_ body: @escaping @Sendable () async throws -> Void) throws {
    let done = DoneFlag()
    Task.detached {
      try? await body()
      done.set()
    }
    done.wait()
  }
}

/// Lets one thread wait for another.
final class DoneFlag: Sendable {
  private let pipe: (read: CInt, write: CInt)

  init() {
    var ends: [CInt] = [0, 0]
    precondition(Glibc.pipe(&ends) == 0, "no pipe")
    pipe = (ends[0], ends[1])
  }

  deinit {
    close(pipe.read)
    close(pipe.write)
  }

  func set() { _ = write(pipe.write, "x", 1) }

  func wait() {
    var byte: UInt8 = 0
    while read(pipe.read, &byte, 1) < 0, errno == EINTR {}
  }
}
