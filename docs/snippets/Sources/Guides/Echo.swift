import TenRuntime

// snippet
actor Echo: Extension {
  static let manifest = Manifest(embedded: PackageResources.manifest_json)
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult { .ok(command.properties) }
}
// end
