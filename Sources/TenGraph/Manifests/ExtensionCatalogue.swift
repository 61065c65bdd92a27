public import TenCore

/// The extensions that a host has: what the names in graphs mean.
public struct ExtensionCatalogue: Sendable {
  public struct Entry: Sendable {
    public var manifest: Manifest
    /// The extension's own `property.json`: what a graph's properties are laid over.
    public var defaults: Properties
    /// The path of `property.json` for errors, or nil.
    public var defaultsFile: String?
  }

  private(set) var entries: [String: Entry] = [:]
  private var aliases: [String: (entry: String, alias: Manifest.Alias)] = [:]

  /// Extensions that the host would have, by name, and why it has not: for the error of a graph that uses one.
  public var missing: [String: String] = [:]

  public init() {}

  /// The names of the extensions, sorted; without aliases.
  public var names: [String] { entries.keys.sorted() }

  public subscript(name: String) -> Entry? { entries[name] }

  /// Adds an extension.
  ///
  /// - Throws: the errors of its manifest, or that its name (or an alias) is taken already.
  public mutating func add(_ manifest: Manifest, defaults: Properties = Properties(), defaultsFile: String? = nil) throws(Diagnostics) {
    let errors = manifest.problems.filter { $0.severity == .error }
    guard errors.isEmpty else { throw Diagnostics(errors) }
    for name in [manifest.name] + manifest.aliases.map(\.name) where entries[name] != nil || aliases[name] != nil {
      let taken = aliases[name].map { "an alias of '\($0.entry)'" } ?? "an extension"
      let message = "the extension '\(manifest.name)' cannot be added: the name '\(name)' is already \(taken)"
      throw Diagnostics([Diagnostic(Rule.duplicateExtension.code, .error, message, suggestion: "rename one, or leave one out")])
    }
    entries[manifest.name] = Entry(manifest: manifest, defaults: defaults, defaultsFile: defaultsFile)
    for alias in manifest.aliases { aliases[alias.name] = (manifest.name, alias) }
  }

  /// The extension of this name, or the one that stands in for it (then with the alias).
  func find(_ name: String) -> (entry: Entry, alias: Manifest.Alias?)? {
    if let entry = entries[name] { return (entry, nil) }
    guard let found = aliases[name], let entry = entries[found.entry] else { return nil }
    return (entry, found.alias)
  }

  /// What a misspelt name may have meant.
  func allNames() -> [String] { names + aliases.keys.sorted() }
}
