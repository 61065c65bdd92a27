/// What a caller gives to start one session: the session's values and the overrides for single nodes.
public struct StartRequest: Sendable {
  /// One flat object for the session: `channel`, `user_uid`, `token` …
  public var values: Properties
  /// Names in `values` that are only *offered* (by a server): no node needs to take them.
  public var offered: Set<String>
  /// Overrides for a node's properties and start properties, by node name; merged deeply.
  public var nodes: [String: Properties]
  /// What the caller read from the environment, to be masked unless a manifest says `"secret": false`: `start.token`, `nodes.avatar.api.key`.
  public var fromEnvironment: Set<String>

  public init(
    values: Properties = Properties(), offered: Set<String> = [], nodes: [String: Properties] = [:], fromEnvironment: Set<String> = []
  ) {
    self.values = values
    self.offered = offered
    self.nodes = nodes
    self.fromEnvironment = fromEnvironment
  }
}

/// What each node of a session starts with, made of a compiled graph and a start request before anything runs.
public struct StartPlan: Sendable {
  public struct Node: Sendable {
    /// The declared start properties that have a value, converted to their types.
    public var values: Properties
    /// Names in `values` to be masked.
    public var secrets: Set<String>
    /// The node's properties with the caller's overrides merged in.
    public var properties: Properties
    /// Dotted paths into `properties` to be masked.
    public var secretPaths: [String]
    /// Dotted paths of the properties that the caller changed: a warm node that read one in `prepare` is made anew.
    public var overridden: [String]
    /// Where each start value and each path of `overridden` came from, for the end record: `start.channel`, `nodes.avatar.channel`, `default`, `made`.
    public var origins: [String: String]

    public init(properties: Properties) {
      values = Properties()
      secrets = []
      self.properties = properties
      secretPaths = []
      overridden = []
      origins = [:]
    }
  }

  /// By node index.
  public var nodes: [Node]
  public var warnings: [Diagnostic]

  public init(nodes: [Node], warnings: [Diagnostic] = []) {
    self.nodes = nodes
    self.warnings = warnings
  }
}
