internal import ArgumentParser

struct DrainCommand: HostCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain", abstract: "Makes a server refuse new sessions, and finish those that run.",
    discussion: """
      tenhost drain --wait && systemctl stop tenhost

      The token is read from TENHOST_TOKEN or --token-file. Exit codes: 0 it drains, with --wait no session runs any more; 1 the server could not be asked or \
      refused, or waiting was stopped by a signal; 2 wrong command line; 130 and 143 second signal.
      """)

  @OptionGroup var server: ServerOptions
  @Flag(help: "Waits until no session runs, and shows how many are left.") var wait = false
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false

  func run(in surroundings: Surroundings) -> HostExit {
    ServerProgram.run(server, surroundings, json: json) { client, loop throws(ServerFailure) in
      try await DrainRun(command: self, client: client, surroundings: surroundings, loop: loop).run()
    }
  }
}
