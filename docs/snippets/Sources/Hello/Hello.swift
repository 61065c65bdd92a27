import TenRuntime

/// Stands for the reader's own extension, in a target of its own.
public actor Hello: Extension {
  public static let manifest = Manifest(name: "hello")
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }
}
