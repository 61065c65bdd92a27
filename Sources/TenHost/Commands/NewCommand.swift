internal import ArgumentParser

struct NewCommand: HostCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Writes the beginning of an extension, or of a graph.",
    discussion: """
      tenhost new extension hello
      tenhost new graph demo --extension tone --extension wav_sink
      """, subcommands: [NewExtensionCommand.self, NewGraphCommand.self])

  func run(in surroundings: Surroundings) -> HostExit {
    surroundings.output.write(Self.helpMessage(columns: 100) + "\n")
    return .ok
  }
}
