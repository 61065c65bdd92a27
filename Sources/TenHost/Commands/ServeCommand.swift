internal import ArgumentParser
internal import Glibc

struct ServeCommand: HostCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Runs the server, which starts a host for every session: becomes tenhost-server.",
    discussion: """
      tenhost serve --listen 127.0.0.1:8080 --graphs graphs
      tenhost serve --print-config

      tenhost-server is looked for beside tenhost, then in PATH. `tenhost-server --help` lists its options.
      """)

  @Argument(parsing: .captureForPassthrough, help: "The options of tenhost-server.") var options: [String] = []

  func run(in surroundings: Surroundings) -> HostExit {
    let beside = surroundings.executable.flatMap { path in path.lastIndex(of: "/").map { path[...$0] + "tenhost-server" } }.map { String($0) }
    let program = beside.flatMap { access($0, X_OK) == 0 ? $0 : nil } ?? "tenhost-server"
    var arguments = ([program] + options).map { strdup($0) as UnsafeMutablePointer<CChar>? }
    arguments.append(nil)
    execvp(program, arguments)
    let reason = String(cString: strerror(errno))
    for argument in arguments { free(argument) }
    let place = beside.map { " ('\($0)')" } ?? ""
    surroundings.errors.write(
      "cannot become tenhost-server, which is neither beside this program\(place) nor in PATH: \(reason); build it with `tools/build tenhost-server`\n"
    )
    return .usage
  }
}
