internal import Glibc

/// A tenhost-server of its own state and port, beside this program; ended and cleared away by `close`.
final class BenchServer {
  let port: UInt16
  private let process: pid_t
  private let folder: String
  /// What the server keeps while it runs.
  private let runtime: String

  /// - Parameter graph: the graph file that it serves, alone: warm hosts of others would be measured with it.
  /// - Returns: nil, with words on standard output, when it is not built or does not listen.
  static func start(graph: String, _ arguments: [String] = []) -> BenchServer? {
    let own = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let program = own + "/tenhost-server"
    guard access(program, X_OK) == 0, access(own + "/tenhost", X_OK) == 0 else {
      print("the server was not measured: build \(program) and tenhost first")
      return nil
    }
    guard let folder = BenchFolder.make(), let runtime = BenchFolder.makeInMemory() else { return nil }
    let graphs = folder + "/graphs"
    mkdir(graphs, 0o700)
    let name = graph.split(separator: "/").last.map(String.init) ?? graph
    guard let file = realpath(graph, nil), symlink(file, "\(graphs)/\(name)") == 0 else {
      print("the server was not measured: there is no graph file \(graph) here")
      return nil
    }
    defer { free(file) }
    let all =
      [
        program, "--listen", "127.0.0.1:0", "--graphs", graphs, "--state", folder + "/state", "--runtime", runtime, "--host",
        own + "/tenhost",
      ]
      + arguments
    guard let (process, output) = spawn(program, all, errors: folder + "/errors") else { return nil }
    defer { Glibc.close(output) }
    guard let port = listening(output) else {
      print("the server was not measured: \(program) did not say where it listens; see \(folder)/errors")
      kill(process, SIGKILL)
      return nil
    }
    return BenchServer(port: port, process: process, folder: folder, runtime: runtime)
  }

  private init(port: UInt16, process: pid_t, folder: String, runtime: String) {
    self.port = port
    self.process = process
    self.folder = folder
    self.runtime = runtime
  }

  func close() {
    kill(process, SIGINT)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    BenchFolder.remove(folder)
    BenchFolder.remove(runtime)
  }

  private static func spawn(_ program: String, _ arguments: [String], errors: String) -> (pid_t, Int32)? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var child = pid_t()
    let code = posix_spawn(&child, program, &actions, nil, &pointers, environ)
    Glibc.close(ends[1])
    return code == 0 ? (child, ends[0]) : nil
  }

  /// The port in `… listens on http://127.0.0.1:PORT …`.
  private static func listening(_ output: Int32) -> UInt16? {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while !text.contains("\n") {
      let count = read(output, &buffer, buffer.count)
      guard count > 0 else { return nil }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    let digits = text.split(separator: "http://127.0.0.1:", maxSplits: 1).last?.prefix { $0.isNumber }
    return digits.flatMap { UInt16($0) }
  }
}
