internal import ArgumentParser
internal import TenCore
internal import TenRuntime

struct NewExtensionCommand: HostCommand {
  static let configuration = CommandConfiguration(
    commandName: "extension", abstract: "Writes a package with a new extension that builds, passes its tests and runs at once.",
    discussion: """
      tenhost new extension hello
      tenhost new extension my_voice --role tts --in ~/agents --tenhost https://example.com/tenhost.git

      The package is the folder NAME in --in, which need not be in tenhost's. Nothing that exists is overwritten. tenhost is taken from the checkout that \
      this program was built in, unless --tenhost says where. Exit codes: 0 written, 2 nothing was written.
      """)

  @Argument(help: "Its name: letters, digits and '_'.") var name: String
  @Option(help: ArgumentHelp("What it is for.", valueName: "role")) var role = ExtensionRole.node
  @Option(name: .customLong("in"), help: ArgumentHelp("The folder to write the package in.", valueName: "folder"), completion: .directory)
  var place = "."
  @Option(help: ArgumentHelp("A checkout of tenhost, or the URL of its repository.", valueName: "path or URL"), completion: .directory)
  var tenhost: String?
  @Flag(help: "Writes nothing but lines of JSON, each with a type.") var json = false

  func run(in surroundings: Surroundings) -> HostExit {
    NewReport(surroundings: surroundings, json: json).perform { () throws(UsageError) in
      let taken = surroundings.extensions.flatMap { [$0.manifest.name] + $0.manifest.aliases.map(\.name) }
      let name = try ExtensionName(name, taken: taken)
      let place = try NewReport.folder(place)
      let folder = place == "/" ? "/\(name.text)" : "\(place)/\(name.text)"
      let package = PackageTemplate(name: name, role: role, checkout: try checkout(surroundings), folder: folder)
      return NewReport.Writing(
        files: NewFiles(folder: folder, files: package.files),
        facts: ["kind": "extension", "name": .string(name.text), "role": .string(role.rawValue), "module": .string(name.module)],
        commands: ["cd \(ShellText.quoted(folder))"] + package.commands)
    }
  }

  private func checkout(_ surroundings: Surroundings) throws(UsageError) -> Checkout {
    if let tenhost { return try Checkout(tenhost) }
    if let found = surroundings.executable.flatMap(Checkout.above) { return found }
    throw UsageError(
      "finding tenhost for the new package: this program (\(surroundings.executable ?? "unknown")) is in no checkout of it; "
        + "give --tenhost with the folder of a checkout, or with the URL of its repository")
  }
}

extension ExtensionRole: ExpressibleByArgument {}
