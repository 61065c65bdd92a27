internal import ArgumentParser
internal import Logging

struct RunCommand: ExtensionsUser {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs one session of a graph.",
    discussion: """
      tenhost run graphs/demo.json --start channel=room_17 --node source.path=in.wav --for 10s
      echo '{"channel": "room_17"}' | tenhost run graphs/demo.json --start-file -

      A value is read as JSON where that fits the declared type, else as text; NAME=@env:VARIABLE takes it from the environment. The first SIGINT or SIGTERM \
      stops the session in good order, a second one at once. Exit codes: 0 done, 1 the session failed, 2 wrong command line, 3 invalid graph, 4 start \
      refused, 70 a node blocked its loop, 130 and 143 second signal.
      """)

  @Argument(help: "The graph file.", completion: .file(extensions: ["json"])) var file: String
  @OptionGroup var libraries: LibraryOptions
  @Option(name: .customLong("graph"), help: "Which graph of the file.") var graphName: String?
  @Option(name: .customLong("start"), help: ArgumentHelp("A start value of the session; may be repeated.", valueName: "name=value")) var start:
    [String] = []
  @Option(help: ArgumentHelp("Start values as a JSON object: a file, or - for standard input.", valueName: "file")) var startFile: String?
  @Option(name: .customLong("node"), help: ArgumentHelp("A property of one node, for this run.", valueName: "node.property=value")) var node:
    [String] = []
  @OptionGroup var replace: ReplaceOption
  @Option(help: ArgumentHelp("KEY=VALUE lines for the environment; what is set already stays.", valueName: "file")) var envFile: String?
  @Option(name: .customLong("for"), help: ArgumentHelp("Ends the session after this time: 250ms, 10s, 5m.", valueName: "time")) var limit: TimeSpan?
  @Option(help: "Loop threads: groups gives every group its own, none only those whose graph asks for one.") var threads = Threads.none
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false
  @Option(help: ArgumentHelp("What is logged: trace, debug, info, notice, warning, error, critical.", valueName: "level")) var logLevel: LogLevel?
  @Option(help: "The session's name.") var session = "s1"
  @Option(help: ArgumentHelp("Ends the process when a node blocks its loop for so long.", valueName: "time")) var blockLimit: TimeSpan?

  enum Threads: String, ExpressibleByArgument, CaseIterable { case groups, none }

  func run(in surroundings: Surroundings) -> HostExit { request.run(in: surroundings) }

  var request: RunRequest {
    var request = RunRequest(file: file)
    request.folders = libraries.folders
    request.graphName = graphName
    request.start = start
    request.startFile = startFile
    request.node = node
    request.replace = replace.arguments
    request.envFile = envFile
    request.limit = limit
    request.threads = threads
    request.json = json
    request.logLevel = logLevel
    request.session = session
    request.blockLimit = blockLimit
    return request
  }
}

/// A level on the command line.
struct LogLevel: ExpressibleByArgument, Equatable {
  let level: Logger.Level

  init?(argument: String) {
    guard let level = Logger.Level(rawValue: argument == "warn" ? "warning" : argument) else { return nil }
    self.level = level
  }
}
