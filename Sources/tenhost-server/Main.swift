internal import ArgumentParser
internal import Glibc
internal import Logging
internal import TenServer

@main
enum ServerMain {
  static func main() async {
    LoggingSystem.bootstrap { ServerLogHandler(label: $0) }
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      let command = try ServeArguments.parse(arguments)
      exit(await command.run())
    } catch {
      let text = ServeArguments.fullMessage(for: error)
      guard ServeArguments.exitCode(for: error) != .success else {
        StandardText.output(text + "\n")
        exit(.ok)
      }
      StandardText.error(text + "\n")
      exit(.usage)
    }
  }

  private static func exit(_ status: ServerExit) -> Never { Glibc.exit(status.rawValue) }
}
