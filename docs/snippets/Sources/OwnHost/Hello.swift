import TenRuntime

/// Stands for the reader's own extension.
actor Hello: Extension {
  static let manifest = Manifest(name: "hello")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) { self.context = context }
}
