public import TenCore

/// A registered extension: its manifest, its default properties, and how to make a node of it.
public struct ExtensionType: Sendable {
  public let manifest: Manifest
  public let defaults: Properties
  let makeNode: @Sendable (SessionPart, NodeIndex) -> Node

  public init<E: Extension>(_ type: E.Type) {
    manifest = E.manifest
    defaults = E.defaults
    makeNode = { part, index in NodeBox<E>(part: part, index: index) }
  }
}
