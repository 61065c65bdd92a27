internal import Glibc

extension HostCgroup {
  /// Makes folders with limits possible in `parent`.
  ///
  /// The kernel limits only what is below a folder without processes of its own: those in `parent`, such as this one, move to `server` below it.
  /// - Parameter needed: controllers without which there is no use in it, of `memory` and `cpu`; where they can be had, both are enabled.
  /// - Throws: what was attempted, why the system does not allow it, and what to do.
  public static func prepare(_ parent: String, needed: [String]) throws(Failure) {
    guard let text = SystemFile.text("\(parent)/cgroup.controllers", limit: 1_024) else {
      throw Failure(description: "'\(parent)' is no cgroup v2 folder; give one that is delegated to this user, or none")
    }
    let available = text.split(whereSeparator: \.isWhitespace).map(String.init)
    if let missing = needed.first(where: { !available.contains($0) }) {
      throw Failure(description: "'\(parent)' has no controller '\(missing)'; delegate it, with systemd by `Delegate=cpu memory`")
    }
    try clear(parent)
    for controller in ["memory", "cpu"] where available.contains(controller) {
      guard let reason = SystemFile.write("+\(controller)", to: "\(parent)/cgroup.subtree_control"), needed.contains(controller) else { continue }
      throw Failure(
        description: "enabling '\(controller)' in '\(parent)' failed: \(reason); delegate it to this user, and let no other process be in it")
    }
  }

  private static func clear(_ parent: String) throws(Failure) {
    var refusal: String?
    // Processes may come while others move.
    for _ in 0..<8 {
      let processes = (SystemFile.text("\(parent)/cgroup.procs") ?? "").split(separator: "\n")
      guard !processes.isEmpty else { return }
      let server = "\(parent)/server"
      try make(server, "no cgroup for the server", parent)
      for process in processes { refusal = SystemFile.write(String(process), to: "\(server)/cgroup.procs") ?? refusal }
    }
    guard let refusal else { return }
    throw Failure(description: "moving processes from '\(parent)' to 'server' in it failed: \(refusal); delegate '\(parent)' to this user")
  }
}
