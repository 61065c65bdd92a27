internal import ArgumentParser
internal import TenControl

/// Asked by a server before it starts anything.
struct ProtocolCommand: HostCommand {
  static let configuration = CommandConfiguration(
    commandName: "protocol", abstract: "Says which protocol hosts and servers speak with each other.", shouldDisplay: false)

  func run(in surroundings: Surroundings) -> HostExit {
    surroundings.output.write("\(ControlProtocol.version)\n")
    return .ok
  }
}
