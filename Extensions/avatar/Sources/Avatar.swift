internal import TenCore
public import TenRuntime

public actor Avatar: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }
}
