internal import Glibc

/// Measures what `tools/bench` holds against its budgets: `tenhost-bench [--only P1,P6]`, or `tenhost-bench soak [sessions]`.
@main
enum Main {
  static let measurements: [(id: String, run: @Sendable () throws -> Void)] = [
    ("P1", Commands.roundTrip), ("P2", Commands.acrossLoops), ("P3", Commands.outstanding), ("P4", Streams.data), ("P4", Copies.data),
    ("P5", Streams.fanOut), ("P5", Copies.frames),
    ("P6", Streams.chain), ("P7", Streams.paced), ("P8", Interrupts.measure), ("P9", ColdStart.measure), ("P10", ServerStarts.measure),
    ("P11", Hosts.memory), ("P12", Sessions.churn), ("P13", Hosts.paced),
    ("P14", Allocations.measure), ("P15", HarnessRuns.measure), ("recorder", Recorders.measure),
  ]

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "soak" {
      return try Sessions.soak(sessions: arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000)
    }
    var only: Set<String> = []
    if let flag = arguments.firstIndex(of: "--only"), flag + 1 < CommandLine.arguments.count {
      only = Set(CommandLine.arguments[flag + 1].split(separator: ",").map(String.init))
    }
    for (id, run) in measurements where only.isEmpty || only.contains(id) { try run() }
  }
}
