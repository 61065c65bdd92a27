internal import ArgumentParser
internal import TenChannel
internal import TenCore

struct ChannelsCommand: HostCommand {
  static let configuration = CommandConfiguration(
    commandName: "channels", abstract: "Serves channels to agents and people of this machine, over a Unix socket.",
    discussion: """
      tenhost channels &
      tenhost join room_17 --voice question.wav

      The socket is $TENHOST_CHANNELS, else $XDG_RUNTIME_DIR/tenhost/channels.sock, else /tmp/tenhost-<uid>/channels.sock. With TENHOST_APP_ID and \
      TENHOST_APP_CERTIFICATE in the environment everybody needs an Agora token. SIGINT and SIGTERM end it.
      """)

  @Option(help: ArgumentHelp("Where to listen.", valueName: "path")) var socket: String?
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false

  func run(in surroundings: Surroundings) -> HostExit {
    let problems = ProblemReport(surroundings: surroundings, json: json)
    do {
      let app = try Self.app(surroundings.environment)
      return try LoopProgram.run(surroundings) { [socket, json] loop, stop in
        do throws(ChannelError) {
          let path = socket ?? SocketPath.standard
          let server = try await ChannelServer.start(loop, path: path, app: app) { note in
            if json {
              surroundings.output.writeJSON(["type": "note", "text": .string(note)], mayDrop: true)
            } else {
              surroundings.output.write("\(note)\n", mayDrop: true)
            }
          }
          if json {
            surroundings.output.writeJSON(["type": "listening", "path": .string(path), "tokens": .bool(app != nil)])
          } else {
            surroundings.output.write("listening on \(path)\n")
          }
          await stop.wait()
          server.close()
          return .ok
        } catch {
          problems.show("\(error)")
          return .startRefused
        }
      }
    } catch {
      problems.show("\(error)")
      return .usage
    }
  }

  private static func app(_ environment: [String: String]) throws -> AgoraApp? {
    guard let certificate = environment["TENHOST_APP_CERTIFICATE"], !certificate.isEmpty else { return nil }
    guard let id = environment["TENHOST_APP_ID"], !id.isEmpty else {
      throw UsageError("TENHOST_APP_CERTIFICATE is set and TENHOST_APP_ID is not; set both, or none to serve without tokens")
    }
    return try AgoraApp(id: id, certificate: Secret(certificate))
  }
}
