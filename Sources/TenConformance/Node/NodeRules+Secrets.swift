internal import Glibc
internal import TenCore
internal import TenGraph
internal import TenRuntime

extension NodeRules {
  static let secrets = ConformanceRule(
    "node.keeps-secrets", "no secret property, start property or message property shows in the log, in an error, in a message or in the end record",
    maximumSeeds: 2
  ) { subject, seed in
    let canaries = Canaries(subject.conformance)
    guard !canaries.isEmpty else { throw RuleDoesNotApply("its manifest declares no secret") }
    for values in [canaries.given, canaries.replaced] {
      var options = ConformanceSubject.Options()
      options.start = subject.conformance.start.merging(values.start)
      options.properties = values.properties
      options.fromEnvironment = values.paths
      options.mayFail = true
      let outcome: ConformanceSubject.Outcome
      do {
        outcome = try subject.run(seed, options) { scene in
          try await scene.exercise()
          try? await scene.sendMalformed()
        }
      } catch let diagnostics as Diagnostics {
        try requireHidden(values.all, in: "\(diagnostics)", "the refusal of the session")
        continue
      }
      for line in outcome.logged { try requireHidden(values.all, in: line, "the log") }
      for entry in outcome.entries { try requireHidden(values.all, in: entry.shown, "the message '\(entry.name)'") }
      for (name, result) in outcome.results { try requireHidden(values.all, in: result.text, "the result of '\(name)'") }
      for event in outcome.events { try requireHidden(values.all, in: event.detail, "the session's event '\(event.kind.rawValue)'") }
      try requireHidden(values.all, in: JSON.text(of: outcome.record.value), "the end record")
    }
  }

  static func requireHidden(_ secrets: [String: String], in text: String, _ place: String) throws(RuleBroken) {
    for (name, secret) in secrets.sorted(by: { $0.key < $1.key }) {
      try require(!text.holds(secret), "the secret '\(name)' shows in \(place)")
    }
  }
}

/// Values for everything that is secret: what the author gave, and others in their place.
struct Canaries {
  struct Values {
    var start = Properties()
    var properties = Properties()
    /// By what it is called in a finding.
    var all: [String: String] = [:]
    /// As they are called in a start request.
    var paths: Set<String> = []
  }

  private(set) var given = Values()
  private(set) var replaced = Values()
  var isEmpty: Bool { replaced.all.isEmpty }

  static func text(_ name: String) -> String { "canary-of-\(name)-7f3e91c05b" }

  init(_ conformance: ExtensionConformance) {
    let manifest = conformance.manifest
    let properties = conformance.defaults.merging(conformance.properties)
    for field in manifest.properties.properties where field.schema.secret == true {
      add(field.name, properties[field.name]?.string, \.properties, path: "nodes.\(ConformanceScene.node).\(field.name)")
    }
    for field in manifest.start.properties where field.schema.secret == true {
      let name = field.schema.from ?? field.name
      add(name, conformance.start[name]?.string, \.start, path: "start.\(name)")
    }
    for message in manifest.messages {
      for field in message.schema.properties where field.schema.secret == true {
        given.all[field.name] = Self.text(field.name)
        replaced.all[field.name] = Self.text(field.name)
      }
    }
  }

  private mutating func add(_ name: String, _ value: String?, _ place: WritableKeyPath<Values, Properties>, path: String) {
    replaced[keyPath: place][name] = .string(Self.text(name))
    replaced.all[name] = Self.text(name)
    replaced.paths.insert(path)
    // A short value may stand in a text by chance.
    guard let value, value.utf8.count >= 8 else { return }
    given[keyPath: place][name] = .string(value)
    given.all[name] = value
    given.paths.insert(path)
  }
}

extension ConformanceEntry {
  /// The message with its payload as text.
  fileprivate var shown: String {
    var bytes = data?.payload ?? Payload()
    if case .bytes(let payload)? = message.properties["data"] { bytes = payload }
    return text + bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}

extension String {
  /// As `contains`, for long texts.
  fileprivate func holds(_ secret: String) -> Bool {
    var (text, secret) = (self, secret)
    return text.withUTF8 { text in
      secret.withUTF8 { secret in
        guard let first = secret.first, let wanted = secret.baseAddress, var place = text.baseAddress else { return false }
        let end = place + text.count
        while let found = memchr(place, Int32(first), end - place) {
          let start = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
          guard end - start >= secret.count else { return false }
          if memcmp(start, wanted, secret.count) == 0 { return true }
          place = start + 1
        }
        return false
      }
    }
  }
}
