public import TenCore

/// What a caller of the server wants started.
public struct SessionRequest: Sendable {
  /// The name of a graph in the catalogue.
  public var graph: String
  public var start: StartRequest
  /// Reserved for this session alone; the start value `channel` is given by whoever makes the request.
  public var channel: String?
  /// nil for never.
  public var idleSeconds: Int?
  public var labels: Properties
  /// At most so many sessions of this graph at once; nil for no limit of its own.
  public var graphLimit: Int?
  /// The caller's idempotency key: who asks again with it after the server was killed finds the session that was begun.
  public var requestKey: String?

  public init(
    graph: String, start: StartRequest, channel: String? = nil, idleSeconds: Int? = nil, labels: Properties = Properties(), graphLimit: Int? = nil
  ) {
    self.graph = graph
    self.start = start
    self.channel = channel
    self.idleSeconds = idleSeconds
    self.labels = labels
    self.graphLimit = graphLimit
  }
}
