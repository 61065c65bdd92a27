internal import ArgumentParser
internal import Glibc
internal import Logging
internal import TenCore
internal import TenServer

/// The command line of the server; `tenhost serve` hands its own on.
struct ServeArguments: ParsableArguments {
  @Option(help: "Where to listen; port 0 for any free one. (default: 127.0.0.1:8080)") var listen: String?
  @Option(help: "A folder of graph files. (default: graphs)") var graphs: String?
  @Option(help: "A folder for the store and the logs of sessions that have ended.") var state: String?
  @Option(help: "A folder for the hosts' sockets and files, of at most 70 bytes.") var runtime: String?
  @Option(help: "The executable of the hosts. (default: tenhost beside this one)") var host: String?
  @Option(help: "A folder of libraries with extensions, for every host.") var extensions: String?
  @Option(help: "Warm hosts to keep for each graph. (default: 2)") var pool: String?
  @Option(help: "Sessions at once. (default: 1000)") var maxSessions: String?
  @Option(help: "Seconds without a ping after which a session ends; -1 for never. (default: 60)") var idle: String?
  @Option(help: "A file of bearer tokens, one a line; needed for any address but the loopback's.") var tokenFile: String?
  @Option(name: .customLong("cors-origin"), parsing: .singleValue, help: "An origin whose pages may use the server; may be given again and again.")
  var corsOrigins: [String] = []
  @Option(help: "A file for the access log. (default: standard error)") var logFile: String?
  @Option(help: "A JSON file of settings. (default: /etc/tenhost/server.json, if it exists)") var config: String?
  @Flag(help: "Takes over from a server that has the state folder, without a session lost.") var takeover = false
  @Flag(help: "Prints every setting and where it comes from, and ends.") var printConfig = false
  @Flag(help: "Says in JSON that it listens, or what it was told.") var json = false
  @Flag(help: "Prints the version.") var version = false

  func run() async -> ServerExit {
    if version {
      StandardText.output(ServerVersion.text + "\n")
      return .ok
    }
    let loader = ConfigurationLoader(
      environment: ProcessSurroundings.environment, userID: Int(getuid()), host: ProcessSurroundings.neighbour("tenhost"))
    let loaded: LoadedConfiguration
    do throws(Diagnostics) {
      loaded = try loader.load(file: config, flags: flags)
    } catch {
      StandardText.error("\(error)\n")
      return .usage
    }
    guard !printConfig else {
      StandardText.output(loaded.text(json: json))
      for note in loaded.notes { StandardText.error("note: \(note)\n") }
      return .ok
    }
    ProcessSurroundings.raiseDescriptors()
    return await ServerRun(loaded, takesOver: takeover, saysJSON: json, logger: Logger(label: "server")).run()
  }

  /// By the names that settings have.
  private var flags: [String: [String]] {
    let single: [String: String?] = [
      "listen": listen, "graphs": graphs, "state": state, "runtime": runtime, "host": host, "extensions": extensions, "pool": pool,
      "max-sessions": maxSessions, "idle": idle, "token-file": tokenFile, "log-file": logFile,
    ]
    return single.compactMapValues { $0.map { [$0] } }.merging(["cors-origin": corsOrigins]) { $1 }
  }
}
