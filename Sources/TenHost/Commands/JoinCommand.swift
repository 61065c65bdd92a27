internal import ArgumentParser
internal import TenCore

struct JoinCommand: HostCommand {
  static let configuration = CommandConfiguration(
    commandName: "join", abstract: "Joins a local channel as a person would: speaks a WAV file, writes messages, and shows what comes back.",
    discussion: """
      tenhost join room_17 --voice question.wav --record heard --until-idle 3s
      tenhost join room_17 --send 'What time is it?' --for 10s --json

      Joins for media and for messages under one id. The file is played in real time once somebody else is there, and silence follows it. With --json each \
      event is a line with at_ns, nanoseconds of the monotonic clock. Exit codes: 0 done, 1 the connection was lost, 2 wrong command line, 4 the join was \
      refused, 130 and 143 second signal.
      """)

  @Argument(help: "The channel's name.") var channel: String
  @Option(help: "Who joins, 1 to 4294967295; random by default.") var uid: UInt32?
  @Option(help: ArgumentHelp("A WAV file to speak.", valueName: "file")) var voice: String?
  @Option(help: ArgumentHelp("Speaks and writes after this time at the latest, even if nobody is there.", valueName: "time")) var after: TimeSpan?
  @Option(help: ArgumentHelp("A text to send as a message; the next one follows when this one was answered.", valueName: "text")) var send: [String] =
    []
  @Option(help: ArgumentHelp("A folder for what each participant says: UID.wav.", valueName: "folder")) var record: String?
  @Option(name: .customLong("for"), help: ArgumentHelp("Leaves after this time.", valueName: "time")) var limit: TimeSpan?
  @Option(help: ArgumentHelp("Leaves when all is said and nothing came for this time.", valueName: "time")) var untilIdle: TimeSpan?
  @Option(help: ArgumentHelp("The variable of the environment that has the Agora token.", valueName: "name")) var tokenEnv: String?
  @Option(help: ArgumentHelp("The server's socket.", valueName: "path")) var socket: String?
  @Flag(help: ArgumentHelp("Shows the numbers that the voice of tts_tones carries, as runs of frames.", visibility: .hidden)) var tones = false
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false

  func run(in surroundings: Surroundings) -> HostExit {
    do {
      let plan = try JoinPlan(self, surroundings)
      return try LoopProgram.run(surroundings) { loop, stop in await JoinSession(plan, loop, stop).run() }
    } catch {
      ProblemReport(surroundings: surroundings, json: json).show("\(error)")
      return .usage
    }
  }
}
