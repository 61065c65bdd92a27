/// The files of a new extension's package. Texts are in `Templates`: those of every package in `package`, the others in a folder for each role.
struct PackageTemplate {
  let name: ExtensionName
  let role: ExtensionRole
  let checkout: Checkout
  /// The package's folder, absolute and without links.
  let folder: String

  var files: [NewFiles.File] {
    let module = name.module
    let texts = RoleTemplates.of(role)
    let common: [(String, [UInt8])] = [
      ("Package.swift", PackageResources.package_manifest),
      ("README.md", PackageResources.package_readme_md),
      (".gitignore", PackageResources.package_gitignore),
      ("Sources/\(name.host)/main.swift", PackageResources.package_main_swift_txt),
      ("Sources/\(module)Library/Library.swift", PackageResources.package_library_swift_txt),
      ("Sources/\(module)/\(module).swift", texts.node),
      ("Sources/\(module)/manifest.json", texts.manifest),
      ("Sources/\(module)/property.json", texts.properties),
      ("Tests/\(module)Tests/\(module)Tests.swift", texts.tests),
      ("Tests/\(module)Tests/ConformanceTests.swift", texts.conformance),
      ("graphs/\(name.text).json", texts.graph),
      ("graphs/\(name.text).test.json", texts.scenario),
    ]
    let more = texts.more.map { ("Sources/\(module)/\($0.key)", $0.value) }
    let values = values
    return (common + more).map { path, template in
      let text = Template(template).filled(values)
      return NewFiles.File(path: path, text: path.hasSuffix(".swift") ? Template.sortingImports(text) : text)
    }
  }

  /// The commands that build, test and run it, in the package's folder.
  var commands: [String] {
    [
      "swift test", "swift run \(name.host) test graphs", "swift run \(name.host) run graphs/\(name.text).json \(role.runArguments)",
      buildLibrary + (LibraryCheck.hostIsDebug ? " --debug" : ""),
    ]
  }

  /// The command that makes a library of it, which hosts load at run time.
  private var buildLibrary: String {
    ShellText.line(["\(checkout.folder(from: folder))/tools/extension/build-extension", "\(name.module)Library"])
  }

  private var channels: String { explained("swift run \(name.host) channels &") + "# the channels of this machine; they end with `kill %1`\n" }

  /// A command, up to the column of the README's comments.
  private func explained(_ command: String) -> String { command + String(repeating: " ", count: max(1, 43 - command.count)) }

  private var values: [String: String] {
    func products(_ names: [String], _ indent: Int) -> String {
      let separator = ",\n" + String(repeating: " ", count: indent)
      return names.map { ".product(name: \"\($0)\", package: \"\(checkout.package)\")" }.joined(separator: separator)
    }
    let neighbours = role.neighbours.map { NameText.module($0) }
    let extensions = ([name.module] + neighbours).sorted()
    return [
      "NAME": name.text,
      "MODULE": name.module,
      "TEST_GRAPHS": explained("swift run \(name.host) test graphs"),
      "HOST": name.host,
      "SUMMARY": role.summary,
      "RUN": role.runArguments,
      // Others run alone.
      "BEFORE_RUN": role == .transport ? channels : "",
      "DEPENDENCY": checkout.dependency(from: folder),
      "LIBRARIES": products(role.libraries, 8),
      "RUNTIME": products(["TenRuntime"], 8),
      "BUILD_LIBRARY": buildLibrary,
      "TESTING": products(role.libraries + ["TenTesting"], 8),
      "NEIGHBOURS": products(neighbours + ["TenHost"], 8),
      "IMPORTS": (extensions + ["TenHost"]).sorted().map { "import \($0)" }.joined(separator: "\n"),
      "EXTENSIONS": extensions.map { "\($0).self" }.joined(separator: ", "),
    ]
  }
}
