internal import TenCore

/// Makes one node of a compiled graph: finds its extension, expands and checks its properties, resolves its peers.
struct NodeBuilder {
  let catalogue: ExtensionCatalogue
  let environment: [String: String]
  let names: NodeNames
  let findings: Findings

  func build(_ node: FlatNode, extension replacement: String?) -> CompiledNode? {
    let name = replacement ?? node.syntax.addon
    guard let (entry, alias) = catalogue.find(name) else {
      let message = "node '\(node.name)': there is no extension '\(name)' on this host"
      let known = catalogue.allNames()
      let listing = known.isEmpty ? "this host has no extensions" : "`tenhost extensions` lists what this host has"
      findings.error(
        .unknownExtension, message, at: node.spot.child("addon"), suggestion: catalogue.missing[name] ?? .didYouMean(name, known) ?? listing)
      return nil
    }
    var node = node
    if let alias { rename(alias, in: &node) }
    let peersOfProperty = takePeers(from: &node, entry.manifest)
    dropStartProperties(of: &node, entry.manifest)
    var compiled = CompiledNode(name: node.name, manifest: entry.manifest)
    setProperties(of: &compiled, node, entry)
    compiled.peers = peers(node.syntax.peers + peersOfProperty, of: node, entry.manifest)
    compiled.dependsOn = Set(node.syntax.dependsOn.compactMap { names.resolve($0.name, for: node) }).sorted()
    compiled.pointer = node.spot.pointer
    let syntax = node.syntax
    if let policy = syntax.onFailure { compiled.onFailure = policy }
    if let timeout = syntax.commandTimeout { compiled.commandTimeout = timeout }
    compiled.answerTimeout = syntax.answerTimeout
    if let inbox = syntax.inbox { compiled.inbox = inbox }
    if let deadlines = syntax.deadlines { compiled.deadlines = deadlines }
    return compiled
  }

  /// Gives the properties of an alias our names.
  private func rename(_ alias: Manifest.Alias, in node: inout FlatNode) {
    for (theirs, ours) in alias.properties.sorted(by: { $0.key < $1.key }) {
      guard let from = try? PropertyPath(theirs), let to = try? PropertyPath(ours), let value = node.syntax.property[from] else { continue }
      let spot = node.origins.spot(of: from.steps)
      node.syntax.property.remove(from.steps[...])
      node.syntax.property[to] = value
      node.origins.set(to.steps, spot)
    }
  }

  /// A start property differs from session to session: a graph's value for it is never used.
  private func dropStartProperties(of node: inout FlatNode, _ manifest: Manifest) {
    for field in manifest.start.properties where node.syntax.property[field.name] != nil {
      node.syntax.property[field.name] = nil
      let from = field.schema.from ?? field.name
      findings.warning(
        .startPropertyInGraph,
        "node '\(node.name)': '\(field.name)' is a start property; the graph's value is not used", at: node.origins.spot(of: [.key(field.name)]),
        suggestion: "remove it, and give it when a session starts: --start \(from)=…")
    }
  }

  private func setProperties(of compiled: inout CompiledNode, _ node: FlatNode, _ entry: ExtensionCatalogue.Entry) {
    let schema = entry.manifest.properties
    var properties = Properties(schema.properties.compactMap { field in field.schema.defaultValue.map { (field.name, $0) } })
    properties.merge(entry.defaults)
    for field in entry.manifest.start.properties { properties[field.name] = nil }
    properties.merge(node.syntax.property)

    let spot = { (path: [PropertyPath.Step]) -> Spot in
      if path.isEmpty && !node.syntax.property.isEmpty { return node.origins.spot(of: path) }
      if node.syntax.property[PropertyPath(steps: path)] != nil { return node.origins.spot(of: path) }
      if let file = entry.defaultsFile, entry.defaults[PropertyPath(steps: path)] != nil { return Spot(file).child(path) }
      return node.spot
    }
    var expansion = PropertyExpansion(
      placeholders: Placeholders(environment: environment), node: node.name, findings: findings, spot: spot)
    properties = expansion.expand(properties, schema)
    let (checked, violations) = schema.check(properties)
    for violation in violations where !expansion.failed.contains(violation.path) {
      let path = (try? PropertyPath(violation.path))?.steps ?? []
      let isMissing = properties[PropertyPath(steps: path)] == nil
      if isMissing {
        findings.error(.missingProperty, "node '\(node.name)' needs the property '\(violation.path)'", at: spot(Array(path.dropLast())))
      } else {
        findings.error(.badProperty, "node '\(node.name)': the property '\(violation.path)': \(violation.message)", at: spot(path))
      }
    }
    compiled.properties = checked
    compiled.secretPaths = expansion.secretPaths
    warnOfNearNames(node, entry.manifest)
  }

  /// Undeclared properties are passed on; one that is nearly a declared name is probably a mistake.
  private func warnOfNearNames(_ node: FlatNode, _ manifest: Manifest) {
    let declared = (manifest.properties.properties + manifest.start.properties).map(\.name)
    for name in node.syntax.property.keys where !declared.contains(name) {
      let unused = declared.filter { node.syntax.property[$0] == nil }
      guard let suggestion = String.didYouMean(name, unused) else { continue }
      findings.warning(
        .nearProperty, "node '\(node.name)': the extension '\(manifest.name)' does not declare the property '\(name)'",
        at: node.origins.spot(of: [.key(name)]), suggestion: suggestion)
    }
  }
}

extension Properties {
  /// Takes out what stands at the path.
  fileprivate mutating func remove(_ steps: ArraySlice<PropertyPath.Step>) {
    guard case .key(let key)? = steps.first else { return }
    if steps.count == 1 {
      self[key] = nil
    } else if case .object(var inner)? = self[key] {
      inner.remove(steps.dropFirst())
      self[key] = .object(inner)
    }
  }
}
