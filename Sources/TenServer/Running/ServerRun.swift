internal import Glibc
public import Logging
internal import NIOPosix
internal import TenControl
internal import TenCore
internal import TenGraph
internal import TenSupervisor

/// A server from its start to its end: what it is made of, and in which order.
public struct ServerRun: Sendable {
  let loaded: LoadedConfiguration
  let takesOver: Bool
  let saysJSON: Bool
  let logger: Logger

  /// - Parameters:
  ///   - takesOver: whether a server that has the state folder is asked to hand it over.
  ///   - saysJSON: whether the line that says that the server listens is JSON.
  public init(_ loaded: LoadedConfiguration, takesOver: Bool, saysJSON: Bool, logger: Logger) {
    self.loaded = loaded
    self.takesOver = takesOver
    self.saysJSON = saysJSON
    self.logger = logger
  }

  /// Runs until a signal ends it.
  public func run() async -> ServerExit {
    do {
      return try await serve()
    } catch let problems as Diagnostics {
      StandardText.error("\(problems)\n")
      return .invalidGraph
    } catch let failure as Refusal {
      StandardText.error("\(failure.words)\n")
      return .startRefused
    } catch {
      StandardText.error("the server cannot start: \(error)\n")
      return .startRefused
    }
  }

  struct Refusal: Error {
    var words: String
  }

  private func serve() async throws -> ServerExit {
    for note in loaded.notes { logger.warning("\(note)") }
    var configuration = loaded.configuration
    let graphs = try LiveCatalogue(folder: configuration.graphs)
    let count = graphs.current.entries.count
    let inquiry = HostInquiry(executable: configuration.supervisor.executable, arguments: configuration.supervisor.arguments)
    let host = try inquiry.ask()
    logger.info("hosts are '\(configuration.supervisor.executable)', version \(host.version), with \(host.extensions.count) extensions")
    let access = try AccessLog(path: configuration.accessLogFile)
    let signals = try ServerSignals()
    // From here on connections wait in the kernel's queue, and are answered when the server is whole.
    let listener = try HTTPListener(host: configuration.host, port: configuration.port, sharesPort: takesOver)
    configuration.port = listener.port
    let lock = try await Takeover(folder: configuration.stateFolder, isWanted: takesOver, logger: logger).claim()
    let runtime = try RuntimeClaim(configuration.supervisor.runtimeFolder.path)
    configuration.supervisor.graphs = graphs.current.entries.map(\.graph)
    configuration.supervisor.catalogue = { graphs.offered }
    let store = try Store(configuration, now: ServerClock.unix)
    let supervisor = try Supervisor(configuration.supervisor, journal: store, log: Logger(label: "supervisor"))
    do {
      try await supervisor.open()
    } catch {
      await supervisor.shutdown(keepingHosts: true)
      throw error
    }
    let context = ServerContext(
      service: supervisor, archive: store, graphs: graphs, configuration: configuration, now: ServerClock.unix,
      random: { .random(in: .min ... .max) })
    let handler = APIHandler(
      endpoints: ServerEndpoints.all(context), configuration: configuration, absent: { TENAbsent.error(for: $0) }, requests: context.requests)
    let server = HTTPServer(listener: listener, handler: handler, log: access, logger: Logger(label: "http"))
    announce(configuration, graphs: count)
    let housekeeping = Housekeeping(store: store, logger: Logger(label: "store"))
    let exit = await ServerEnd(server: server, supervisor: supervisor, housekeeping: housekeeping, logger: logger).wait(for: signals)
    runtime.letGo()
    lock.letGo()
    return exit
  }

  private func announce(_ configuration: ServerConfiguration, graphs: Int) {
    let url = "http://\(ListenAddress.text(configuration.host, configuration.port))"
    guard saysJSON else {
      return StandardText.output("tenhost-server listens on \(url) (\(graphs) \(graphs == 1 ? "graph" : "graphs"))\n")
    }
    let line: Properties = [
      "type": "listening", "url": .string(url), "port": Value(configuration.port), "graphs": Value(graphs), "pid": Value(getpid()),
      "version": .string(ServerVersion.text),
    ]
    StandardText.output(JSON.text(of: .object(line)) + "\n")
  }
}
