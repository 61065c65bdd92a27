internal import ArgumentParser

struct RootCommand: HostCommand {
  static let configuration = CommandConfiguration(
    commandName: "tenhost", abstract: "Runs real-time agents: graphs of nodes that exchange commands, data, audio and video.",
    discussion: """
      tenhost validate graphs/demo.json
      tenhost run graphs/demo.json --start channel=room_17

      Shell completion: tenhost --generate-completion-script bash|zsh|fish
      """,
    version: TenHost.version,
    subcommands: [
      RunCommand.self, TestCommand.self, ValidateCommand.self, GraphCommand.self, ExtensionsCommand.self, DoctorCommand.self, ChannelsCommand.self,
      JoinCommand.self, NewCommand.self, ServeCommand.self, SessionsCommand.self, DrainCommand.self, ForkServerCommand.self, ProtocolCommand.self,
    ])

  func run(in surroundings: Surroundings) -> HostExit {
    surroundings.output.write(Self.helpMessage(columns: 100) + "\n")
    return .ok
  }
}
