internal import TenCore

extension NodeBuilder {
  /// The `peers` object among a node's properties, which means the same as the node's own key `peers`.
  func takePeers(from node: inout FlatNode, _ manifest: Manifest) -> [(role: String, node: String, spot: Spot)] {
    guard !manifest.peers.isEmpty, manifest.properties["peers"] == nil, let object = node.syntax.property["peers"]?.object else { return [] }
    node.syntax.property["peers"] = nil
    return GraphReader(findings: findings).peers(object, at: node.origins.spot(of: [.key("peers")]))
  }

  func peers(_ renamed: [(role: String, node: String, spot: Spot)], of node: FlatNode, _ manifest: Manifest) -> [String: NodeIndex] {
    for (role, _, spot) in renamed where !manifest.peers.contains(where: { $0.role == role }) {
      let roles = manifest.peers.map(\.role)
      let listing = roles.isEmpty ? "its manifest lists no peers" : "its manifest lists \(String.enumeration(roles))"
      findings.error(
        .unknownPeer, "node '\(node.name)': the extension '\(manifest.name)' has no peer '\(role)'", at: spot,
        suggestion: .didYouMean(role, roles) ?? listing)
    }
    var peers: [String: NodeIndex] = [:]
    for peer in manifest.peers {
      if let (_, name, spot) = renamed.last(where: { $0.role == peer.role }) {
        peers[peer.role] = names.resolve(name, for: node)
        // The node's own key is reported by the check of the structure, which says the same.
        if names.isMissing(name, for: node) {
          findings.error(.unknownNode, "there is no extension node '\(name)'", at: spot, suggestion: .didYouMean(name, names.all))
        }
        continue
      }
      peers[peer.role] = names.resolve(peer.defaultNode, for: node)
      guard !peer.optional && names.isMissing(peer.defaultNode, for: node) else { continue }
      let near = Suggestion.nearest(to: peer.defaultNode, in: names.all.filter { $0 != node.name })
      findings.error(
        .missingPeer,
        "node '\(node.name)' sends to its peer '\(peer.role)', and the graph has no node '\(peer.defaultNode)'", at: node.spot,
        suggestion: "add the node, or name another one: \"peers\": {\"\(peer.role)\": \"\(near ?? "NODE")\"}")
    }
    return peers
  }
}
