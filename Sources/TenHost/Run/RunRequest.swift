/// What `tenhost run` was asked to do.
struct RunRequest: Equatable {
  var file: String
  /// Of `--extensions`.
  var folders: [String] = []
  var graphName: String?
  var start: [String] = []
  var startFile: String?
  var node: [String] = []
  var replace: [String] = []
  var envFile: String?
  var limit: TimeSpan?
  var threads = RunCommand.Threads.none
  var json = false
  var logLevel: LogLevel?
  var session = "s1"
  var blockLimit: TimeSpan?

  init(file: String) { self.file = file }

  func run(in surroundings: Surroundings) -> HostExit {
    do {
      switch try RunPreparation(command: self, surroundings: surroundings).prepare() {
      case .refused(let status): return status
      case .ready(let run): return run.run()
      }
    } catch {
      ProblemReport(surroundings: surroundings, json: json).show("\(error)")
      return .usage
    }
  }
}
