/// What an extension says of itself in its `manifest.json`: its properties, its start properties and the messages that it takes and sends.
public struct Manifest: Sendable {
  public var name: String
  public var version: String
  public var description: String
  /// TEN addon names that this extension stands in for.
  public var aliases: [Alias]
  /// The neighbours that its code addresses by name.
  public var peers: [Peer]
  public var onFailure: FailurePolicy
  /// Whether a command's handler must have ended before the next command is handed over.
  public var serial: Bool
  public var properties: ObjectSchema
  /// The start properties: the session's values that it takes.
  public var start: ObjectSchema
  public var messages: [MessageSpec]
  /// What was wrong with the manifest's text. A manifest with errors here is refused when its extension is registered.
  public var problems: [Diagnostic]

  public init(name: String, version: String = "0.1.0") {
    self.name = name
    self.version = version
    description = ""
    aliases = []
    peers = []
    onFailure = .end
    serial = false
    properties = ObjectSchema()
    start = ObjectSchema()
    messages = []
    problems = []
  }

  /// Another name for the extension, under which some properties have other names.
  public struct Alias: Sendable, Hashable {
    public var name: String
    /// Their property name to ours.
    public var properties: [String: String]

    public init(name: String, properties: [String: String] = [:]) {
      self.name = name
      self.properties = properties
    }
  }

  /// A neighbour: `role` is what the code says, `defaultNode` the node's name in most graphs; the node's `peers` property renames it.
  public struct Peer: Sendable, Hashable {
    public var role: String
    public var defaultNode: String
    public var optional: Bool

    public init(role: String, defaultNode: String, optional: Bool = false) {
      self.role = role
      self.defaultNode = defaultNode
      self.optional = optional
    }
  }

  public func message(_ direction: MessageSpec.Direction, _ kind: MessageKind, _ name: String) -> MessageSpec? {
    messages.first { $0.direction == direction && $0.kind == kind && $0.name == name }
  }
}

/// What the failure of a node means for its session.
public enum FailurePolicy: String, Sendable, CaseIterable {
  /// The session ends.
  case end
  /// The node is made anew and started with the same start message.
  case restart
  /// The session goes on without the node; also when its start fails.
  case `continue`
}

/// One message in a manifest's `api`.
public struct MessageSpec: Sendable, Hashable {
  public enum Direction: String, Sendable { case `in`, out }
  /// Whether an output belongs to a turn (`"turn": "required"`), never does (`"none"`), or may (absent).
  public enum TurnUse: String, Sendable { case optional, required, none }

  public var direction: Direction
  public var kind: MessageKind
  public var name: String
  public var schema: ObjectSchema
  /// Of a command: the properties of its result.
  public var result: ObjectSchema?
  /// Of a command taken: it overtakes the ordered lane.
  public var urgent: Bool
  /// Of an urgent command: transient messages of its sender that still wait are dropped `flushed`.
  public var discardsTransient: Bool
  /// nil: the kind's default (media transient, the rest durable).
  public var deliveryClass: DeliveryClass?
  public var turn: TurnUse

  public init(_ direction: Direction, _ kind: MessageKind, _ name: String) {
    self.direction = direction
    self.kind = kind
    self.name = name
    schema = ObjectSchema()
    result = nil
    urgent = false
    discardsTransient = false
    deliveryClass = nil
    turn = .optional
  }
}
