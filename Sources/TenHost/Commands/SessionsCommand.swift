internal import ArgumentParser

struct SessionsCommand: HostCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions", abstract: "Shows a server's sessions, or one with its nodes and connections, while it runs and afterwards.",
    discussion: """
      tenhost sessions
      tenhost sessions s00c1a9f27be01d44
      tenhost sessions s00c1a9f27be01d44 --follow
      tenhost sessions s00c1a9f27be01d44 --logs --json

      Of one session: each node with its state and last error; each connection with what was sent, delivered, rejected and dropped for which reason, and the \
      age of its last message; why it ended. The token is read from TENHOST_TOKEN or --token-file. Exit codes: 0 done, 1 the server could not be asked or \
      refused, 2 wrong command line, 130 and 143 second signal.
      """)

  @Argument(help: "The session; without it all are listed.") var id: String?
  @OptionGroup var server: ServerOptions
  @Flag(help: "Shows events, or log lines, as they come, up to the session's end.") var follow = false
  @Flag(help: "Writes the session's log: lines of JSON.") var logs = false
  @Flag(help: "Writes the end record as one JSON object.") var endRecord = false
  @Flag(help: "Lists those that ended long ago, too, not only the newest 100.") var all = false
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false

  func validate() throws {
    if id == nil, follow || logs || endRecord {
      throw ValidationError("--follow, --logs and --end-record are about one session; name it: tenhost sessions ID --follow")
    }
    if endRecord, follow || logs { throw ValidationError("--end-record is one object; leave out --follow and --logs") }
    if let id, id.isEmpty || !id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }) {
      throw ValidationError("'\(id)' is no session; its name is s and 16 hexadecimal digits, as `tenhost sessions` lists them")
    }
  }

  func run(in surroundings: Surroundings) -> HostExit {
    ServerProgram.run(server, surroundings, json: json) { client, loop throws(ServerFailure) in
      try await SessionsRun(command: self, client: client, surroundings: surroundings, loop: loop).run()
    }
  }
}
