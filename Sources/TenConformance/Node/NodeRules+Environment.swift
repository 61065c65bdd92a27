internal import TenCore
internal import TenGraph
internal import TenRuntime

extension NodeRules {
  private static let canary = "conformance_canary"

  static let environment = ConformanceRule(
    "node.hides-the-environment",
    "what the environment gave does not show in the log, in an error or in the end record, though its manifest does not know it for a secret",
    maximumSeeds: 2
  ) { subject, seed in
    let options = withCanaries(subject.conformance)
    let secrets = Dictionary(uniqueKeysWithValues: options.environmentPaths.map { ($0, Canaries.text($0)) })
    let outcome: ConformanceSubject.Outcome
    do {
      outcome = try subject.run(seed, options) { scene in
        try await scene.exercise()
        try? await scene.sendMalformed()
      }
    } catch let diagnostics as Diagnostics {
      return try requireHidden(secrets, in: "\(diagnostics)", "the refusal of the session")
    }
    for line in outcome.logged { try requireHidden(secrets, in: line, "the log") }
    for (name, result) in outcome.results where !result.isOK { try requireHidden(secrets, in: result.text, "the result of '\(name)'") }
    for event in outcome.events { try requireHidden(secrets, in: event.detail, "the session's event '\(event.kind.rawValue)'") }
    try requireHidden(secrets, in: JSON.text(of: outcome.record.value), "the end record")
  }

  /// A property that no manifest declares, and a member in every object that the node is given: as a graph has them that says `${env:NAME}` there.
  private static func withCanaries(_ conformance: ExtensionConformance) -> ConformanceSubject.Options {
    var options = ConformanceSubject.Options()
    options.mayFail = true
    options.environment[canary] = .string(Canaries.text(canary))
    options.environmentPaths = [canary]
    for (name, value) in conformance.defaults.merging(conformance.properties) where conformance.manifest.properties[name]?.secret == nil {
      guard var object = value.object else { continue }
      let path = "\(name).\(canary)"
      object[canary] = .string(Canaries.text(path))
      options.environment[name] = .object(object)
      options.environmentPaths.append(path)
    }
    return options
  }
}
