internal import TenCore
internal import TenRuntime

/// The node under test, with its properties as a graph's compiler would make them.
struct HarnessNode: Sendable {
  let compiled: CompiledNode
  let type: any Extension.Type
  /// The names of the peers, by role; optional ones too.
  let peers: [String: String]
  let problems: [String]

  init<E: Extension>(_ type: E.Type, _ given: Properties, _ change: (inout CompiledNode) -> Void) {
    let manifest = E.manifest
    var given = given
    var renamed = Properties()
    if !manifest.peers.isEmpty, manifest.properties["peers"] == nil, let object = given["peers"]?.object {
      renamed = object
      given["peers"] = nil
    }
    var properties = Properties(manifest.properties.properties.compactMap { field in field.schema.defaultValue.map { (field.name, $0) } })
    properties.merge(E.defaults)
    for field in manifest.start.properties { properties[field.name] = nil }
    properties.merge(given)
    let (checked, violations) = manifest.properties.check(properties)
    var node = CompiledNode(name: manifest.name, manifest: manifest, properties: checked)
    change(&node)
    compiled = node
    self.type = type
    peers = Dictionary(manifest.peers.map { ($0.role, renamed[$0.role]?.string ?? $0.defaultNode) }) { $1 }
    let unknown = renamed.keys.filter { role in !manifest.peers.contains { $0.role == role } }
    problems =
      manifest.problems.filter { $0.severity == .error }.map { "\($0)" }
      + violations.map { "the property '\($0.path)' of '\(manifest.name)': \($0.message)" }
      + unknown.map { "'\(manifest.name)' has no peer '\($0)'; its manifest lists \(manifest.peers.map(\.role).joined(separator: ", "))" }
  }
}
