internal import ArgumentParser
internal import Glibc
internal import TenControl
internal import TenCore
internal import TenRuntime

/// Started by a server, never by hand: loads a graph once, and forks a host of itself for each session.
struct ForkServerCommand: ExtensionsUser {
  static let configuration = CommandConfiguration(
    commandName: "fork-server", abstract: "Loads a graph and forks hosts of it, for a server.", shouldDisplay: false)

  @Argument(help: "The graph file.", completion: .file(extensions: ["json"])) var file: String
  @Option(name: .customLong("graph"), help: "Which graph of the file.") var graphName: String?
  @Option(help: ArgumentHelp("Where the hosts' sockets and files are.", valueName: "folder"), completion: .directory) var runtime: String
  @OptionGroup var libraries: LibraryOptions
  @OptionGroup var replace: ReplaceOption

  var json: Bool { false }

  /// Where a server puts the connection.
  static let descriptor: CInt = 3

  func run(in surroundings: Surroundings) -> HostExit {
    let problems = ProblemReport(surroundings: surroundings, json: false)
    // What whoever started this process left open is not for its hosts.
    OwnProcess.closeDescriptors(from: Self.descriptor + 1)
    do {
      guard Folder.isFolder(runtime) else { throw ForkError("--runtime \(runtime) is no folder") }
      var port = try SupervisorPort(Self.descriptor)
      let replacing = try replace.pairs
      let loaded: LoadedGraph
      do throws(Diagnostics) {
        loaded = try LoadedGraph(file: file, name: graphName, replacing: replacing, surroundings)
      } catch {
        port.say(.invalid(error.list.map(\.value)))
        port.finish()
        return .invalidGraph
      }
      return try serve(loaded, port, surroundings)
    } catch {
      problems.show("\(error)")
      return .usage
    }
  }

  private func serve(_ loaded: LoadedGraph, _ port: SupervisorPort, _ surroundings: Surroundings) throws(ForkError) -> HostExit {
    let folder = RuntimeFolder(runtime)
    do {
      try Rehearsal(folder, surroundings).run()
    } catch {
      surroundings.errors.write("the hosts of \(file) start slower than they could: \(error)\n")
    }
    let server = try ForkServer(port: port, folder: folder) { seed, listener in
      var own = surroundings
      own.output = Outlet(STDOUT_FILENO)
      own.errors = Outlet(STDERR_FILENO)
      return ControlledHost(seed: seed, listener: listener, folder: folder, graph: loaded.graph, surroundings: own).run()
    }
    server.run(
      ForkGreeting(
        version: TenHost.version, processID: Int(getpid()), graph: loaded.graph.name, files: loaded.files, takes: StartPlanner.takes(loaded.graph),
        extensions: surroundings.extensions.map { $0.manifest.name }.sorted()))
    return .ok
  }
}
