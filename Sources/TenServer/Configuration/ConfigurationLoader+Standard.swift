internal import TenControl
internal import TenSupervisor

extension ConfigurationLoader {
  /// What holds when nobody says anything: folders by the system's customs (systemd's, then XDG's).
  static func standard(_ environment: [String: String], userID: Int, host: String) -> ServerConfiguration {
    let state =
      folder(environment["STATE_DIRECTORY"]) ?? (userID == 0 ? "/var/lib/tenhost" : nil) ?? below(environment["XDG_STATE_HOME"])
      ?? environment["HOME"].map { "\($0)/.local/state/tenhost" } ?? "/tmp/tenhost-\(userID)-state"
    let runtime =
      folder(environment["RUNTIME_DIRECTORY"]) ?? (userID == 0 ? "/run/tenhost" : nil) ?? below(environment["XDG_RUNTIME_DIR"])
      ?? "/tmp/tenhost-\(userID)"
    var configuration = ServerConfiguration(
      supervisor: SupervisorOptions(executable: host, runtimeFolder: RuntimeFolder(runtime), logFolder: state + "/logs"))
    configuration.stateFolder = state
    return configuration
  }

  /// systemd gives several folders with colons between them.
  private static func folder(_ list: String?) -> String? { list?.split(separator: ":").first.map(String.init) }

  private static func below(_ folder: String?) -> String? { folder.flatMap { $0.isEmpty ? nil : "\($0)/tenhost" } }
}
