internal import ArgumentParser

/// A command that is given what it works with.
protocol HostCommand: ParsableCommand {
  func run(in surroundings: Surroundings) -> HostExit
}
