internal import TenCore

/// The nodes of a new graph, from `[NODE=]EXTENSION` on the command line.
enum NewGraphNodes {
  /// - Throws: `UsageError` for an extension that the host has not, and where nothing was given and there is no `tone`.
  static func of(_ arguments: [String], _ manifests: [Manifest]) throws(UsageError) -> [GraphTemplate.Node] {
    var nodes: [GraphTemplate.Node] = []
    for argument in arguments.isEmpty ? ["tone"] : arguments {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let wanted = parts[parts.count - 1]
      guard let manifest = manifests.first(where: { $0.name == wanted || $0.aliases.contains { $0.name == wanted } }) else {
        throw missing(wanted, isGiven: !arguments.isEmpty, manifests.map(\.name))
      }
      nodes.append(GraphTemplate.Node(name: try name(parts, nodes.map(\.name)), manifest: manifest))
    }
    return nodes
  }

  private static func name(_ parts: [String], _ taken: [String]) throws(UsageError) -> String {
    let wanted = parts[0]
    if parts.count == 2 {
      guard NameText.isIdentifier(wanted) else {
        throw UsageError("naming a node '\(wanted)': use letters, digits and '_', with a letter at the start")
      }
      guard !taken.contains(wanted) else { throw UsageError("naming a node '\(wanted)': another node has this name; take different ones") }
      return wanted
    }
    var (name, number) = (wanted, 1)
    while taken.contains(name) {
      number += 1
      name = "\(wanted)_\(number)"
    }
    return name
  }

  private static func missing(_ name: String, isGiven: Bool, _ known: [String]) -> UsageError {
    guard isGiven else { return UsageError("making a graph: this host has no extension 'tone' to begin with; give --extension with one of its own") }
    let hint = Suggestion.nearest(to: name, in: known).map { "did you mean '\($0)'?" } ?? "`tenhost extensions` lists them"
    return UsageError("making a graph: this host has no extension '\(name)'; \(hint)")
  }
}
