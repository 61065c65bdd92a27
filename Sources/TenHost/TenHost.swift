internal import ArgumentParser
internal import Glibc
public import TenRuntime

/// The command line of a host as a library: an executable with an author's own extensions is
///
/// ```swift
/// import TenHost
///
/// TenHost.main(extensions: [Hello.self])
/// ```
public enum TenHost {
  public static let version = "0.1.0"

  /// Runs the command that the process was started with, and ends the process. To be called on the main thread.
  ///
  /// - Parameter extensions: what graphs may name.
  public static func main(extensions: [any Extension.Type]) -> Never {
    prepareSignals()
    let arguments = Array(CommandLine.arguments.dropFirst())
    let status = run(arguments, in: .process(extensions: extensions))
    exit(status.rawValue)
  }

  private static func prepareSignals() {
    // A reader that goes away is told by the write.
    signal(SIGPIPE, SIG_IGN)
    // A parent that starts hosts from a thread with blocked signals hands that on; a host must still be stoppable.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    sigprocmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Runs one command and returns what the process should end with; everything that was written is out then.
  static func run(_ arguments: [String], in surroundings: Surroundings) -> HostExit {
    let status = perform(arguments, in: surroundings)
    surroundings.output.finish()
    surroundings.errors.finish()
    return status
  }

  private static func perform(_ arguments: [String], in surroundings: Surroundings) -> HostExit {
    if let request = RunRequest(plain: arguments) {
      let surroundings = surroundings.with(libraries: request.folders)
      surroundings.warnOfRefusedLibraries(json: request.json)
      return request.run(in: surroundings)
    }
    do {
      var command = try RootCommand.parseAsRoot(arguments)
      if let command = command as? any ExtensionsUser { return command.runWithLibraries(in: surroundings) }
      if let command = command as? any HostCommand { return command.run(in: surroundings) }
      try command.run()
      return .ok
    } catch {
      let text = RootCommand.fullMessage(for: error)
      guard RootCommand.exitCode(for: error) != .success else {
        surroundings.output.write(text + "\n")
        return .ok
      }
      surroundings.errors.write(text + "\n")
      return .usage
    }
  }
}
