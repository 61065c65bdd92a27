internal import TenCore

extension Session {
  /// The texts that must not be seen: of the start values and properties that are secret in this session. On the session's loop.
  package var secretTexts: [String] {
    guard let plan else { return [] }
    return plan.nodes.flatMap { node in
      node.secrets.sorted().compactMap { node.values[$0]?.string } + node.secretPaths.compactMap { node.properties.value(at: $0)?.string }
    }
  }
}
