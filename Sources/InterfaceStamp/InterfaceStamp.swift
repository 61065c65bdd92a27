internal import PackagePlugin

/// Makes `Made.swift`: a fingerprint of the modules that a library and its host share, and the compiler.
@main
struct InterfaceStamp: BuildToolPlugin {
  static let shared = ["TenAudio", "TenChannel", "TenCore", "TenGraph", "TenLoop", "TenNet", "TenRuntime", "TenSpeech"]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let own = context.package.targets.filter { Self.shared.contains($0.name) }
    let log = context.package.dependencies.flatMap { $0.package.targets }.filter { $0.name == "Logging" }
    let sources = (own + log).compactMap { $0.sourceModule }
      .flatMap { module in module.sourceFiles(withSuffix: "swift").map { (module: module.name, file: $0.url) } }
      .sorted { ($0.module, $0.file.path) < ($1.module, $1.file.path) }
    let package = context.package.directoryURL.appending(path: "Package.swift")
    let compiler = try context.tool(named: "swiftc").url
    let output = context.pluginWorkDirectoryURL.appending(path: "Made.swift")
    return [
      .buildCommand(
        displayName: "Stamping the interface of extensions", executable: try context.tool(named: "interface-stamp").url,
        arguments: [output.path, compiler.path, "package", package.path] + sources.flatMap { [$0.module, $0.file.path] },
        inputFiles: [compiler, package] + sources.map(\.file), outputFiles: [output])
    ]
  }
}
