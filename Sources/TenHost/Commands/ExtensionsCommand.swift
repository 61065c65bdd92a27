internal import ArgumentParser
internal import TenCore
internal import TenRuntime

struct ExtensionsCommand: ExtensionsUser {
  static let configuration = CommandConfiguration(
    commandName: "extensions", abstract: "Lists the extensions of this host, or shows one.",
    discussion: """
      tenhost extensions
      tenhost extensions show echo
      """, subcommands: [ShowExtensionCommand.self])

  @OptionGroup var libraries: LibraryOptions
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false

  static var warnsOfRefusedLibraries: Bool { false }

  func run(in surroundings: Surroundings) -> HostExit {
    let manifests = surroundings.extensions.map { $0.manifest }.sorted { $0.name < $1.name }
    let listing = LibraryListing(libraries: surroundings.libraries)
    if json {
      for manifest in manifests {
        var object = ManifestText.value(of: manifest)
        if let file = surroundings.libraries.file(of: manifest.name) { object["library"] = .string(file) }
        surroundings.output.writeJSON(object)
      }
      for object in listing.refusedObjects { surroundings.output.writeJSON(object) }
      return .ok
    }
    if manifests.isEmpty {
      surroundings.output.write("this host has no extensions; give some to TenHost.main(extensions:), or a folder of libraries with --extensions\n")
    } else {
      var table = Table(("extension", .left), ("version", .left), ("takes at its start", .left), ("description", .left))
      for manifest in manifests {
        table.add(manifest.name, manifest.version, manifest.start.properties.map(\.name).joined(separator: ", "), manifest.description)
      }
      surroundings.output.write(table.text)
    }
    surroundings.output.write(listing.text)
    return .ok
  }
}

struct ShowExtensionCommand: ExtensionsUser {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows what one extension takes and sends.", discussion: "tenhost extensions show echo --json")

  @Argument(help: "The extension's name, or one of its aliases.") var name: String
  @OptionGroup var libraries: LibraryOptions
  @Flag(help: "As one JSON object.") var json = false

  func run(in surroundings: Surroundings) -> HostExit {
    let manifests = surroundings.extensions.map { $0.manifest }
    guard let manifest = manifests.first(where: { $0.name == name || $0.aliases.contains { $0.name == name } }) else {
      let names = manifests.flatMap { [$0.name] + $0.aliases.map(\.name) }
      let hint = Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" } ?? "`tenhost extensions` lists them"
      ProblemReport(surroundings: surroundings, json: json).show("this host has no extension '\(name)'; \(hint)")
      return .usage
    }
    if json {
      surroundings.output.writeJSON(ManifestText.value(of: manifest))
    } else {
      surroundings.output.write(ManifestText.text(of: manifest))
    }
    return .ok
  }
}
