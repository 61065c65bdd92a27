package import TenLoop
internal import TenControl

/// Starts fork servers: the seam at which tests put puppets.
package protocol ForkServerLauncher: Sendable {
  /// On the loop's thread.
  func launch(_ graph: SupervisorOptions.Graph, on loop: UVLoop) throws -> ForkServerProcess
}

/// A fork server's process, and the connection to it.
package struct ForkServerProcess {
  package var pipe: UVPipe
  package var processID: Int
  /// Ends it, by force after a second; called when its connection is closed.
  package var end: () async -> Void
  /// Lets it live on by itself.
  package var release: () -> Void

  package init(pipe: UVPipe, processID: Int, end: @escaping () async -> Void, release: @escaping () -> Void) {
    self.pipe = pipe
    self.processID = processID
    self.end = end
    self.release = release
  }
}

/// `tenhost fork-server`, or another executable on the host library.
struct ExecutableLauncher: ForkServerLauncher {
  let executable: String
  let arguments: [String]
  let environment: [String: String]
  let folder: RuntimeFolder

  init(_ options: SupervisorOptions) {
    executable = options.executable
    arguments = options.arguments
    environment = Self.environment(of: options.environment ?? OwnEnvironment.variables)
    folder = options.runtimeFolder
  }

  /// Swift's backtracer would keep a host that crashed for seconds, and print what was in its registers and memory: secrets. What the caller says counts.
  static func environment(of given: [String: String]) -> [String: String] { ["SWIFT_BACKTRACE": "enable=no"].merging(given) { $1 } }

  func launch(_ graph: SupervisorOptions.Graph, on loop: UVLoop) throws -> ForkServerProcess {
    let name = graph.graphName.map { ["--graph", $0] } ?? []
    let child = try ChildProcess.spawn(
      loop,
      ChildProcess.Options(
        executable, ["fork-server", graph.file] + name + ["--runtime", folder.path] + arguments, environment: environment,
        stdio: [.ignored, .inherited, .inherited, .pipe], ownGroup: true))
    guard let pipe = child.pipes.last.flatMap(\.self) else {
      child.close()
      throw LinkError(.broken, "starting \(executable) gave no connection")
    }
    // Its own end comes with that of its connection; a signal only when it does not.
    let steps = [TearDownStep(signal: 0, milliseconds: 1_000), .terminate(milliseconds: 1_000)]
    return ForkServerProcess(
      pipe: pipe, processID: Int(child.processID), end: { _ = await child.tearDown(steps) }, release: { child.release() })
  }
}
