import TenCore
import TenRuntime

/// A node without a handler.
actor Mute: Extension {
  static let manifest = Manifest(name: "mute")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}
