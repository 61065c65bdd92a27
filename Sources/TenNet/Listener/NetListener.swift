public import TenCore

/// Takes HTTP requests and WebSockets on a port. Letting it go closes it. On the loop of its network only.
public protocol NetListener: AnyObject, Sendable {
  /// The port that it listens on.
  var port: Int { get }
  /// Ends the listening and every connection that came in. May be called more than once.
  func close()
}

/// Where a listener listens, and its bounds.
public struct NetListenerOptions: Sendable, Hashable {
  /// An address of this machine.
  public var address = "127.0.0.1"
  /// 0 for any free one.
  public var port = 0
  /// At once; a further one is closed unanswered.
  public var connections = 256
  /// Bytes of a request's body; a larger one is answered with 413.
  public var body = 1_048_576
  /// Without a byte from the other side while its request is read or its answer is sent. For a WebSocket `socket.idle` counts.
  public var idle = Duration.seconds(30)
  /// Bounds of each WebSocket.
  public var socket = NetLimits()
  /// Names of header fields, beyond the usual ones, that requests are to be told with.
  public var headers: Set<String> = []

  public init() {}
}

/// A request that came in.
public struct IncomingRequest: Sendable {
  public let method: String
  /// Path and query, with the path's escapes resolved.
  public let target: String
  /// The common fields, and those that the options name.
  public let headers: HTTPHeaders
  public let body: Payload

  public init(method: String, target: String, headers: HTTPHeaders = HTTPHeaders(), body: Payload = Payload()) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }
}

/// The answer to a request that came in. The connection ends with it.
public struct HTTPAnswer: Sendable {
  public var status: Int
  public var headers: HTTPHeaders
  public var body: Payload

  public init(_ status: Int, headers: HTTPHeaders = HTTPHeaders(), body: Payload = Payload()) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// The answer to a client that asks for a WebSocket.
public enum UpgradeAnswer: Sendable {
  /// Opens it and runs this with it on the loop; letting the WebSocket go ends it.
  case accept(@Sendable (any WebSocket) async -> Void)
  /// Refuses it with that status.
  case refuse(Int)
}

/// What a listener does with what comes in.
public struct NetListenerHandlers: Sendable {
  /// Runs in a task of the loop, which is cancelled when the client goes.
  public var answer: @Sendable (IncomingRequest) async -> HTTPAnswer
  /// Runs on the loop and decides at once.
  public var upgrade: @Sendable (IncomingRequest) -> UpgradeAnswer

  public init(
    answer: @escaping @Sendable (IncomingRequest) async -> HTTPAnswer,
    upgrade: @escaping @Sendable (IncomingRequest) -> UpgradeAnswer = { _ in .refuse(404) }
  ) {
    self.answer = answer
    self.upgrade = upgrade
  }
}

extension Network {
  public func listen(_ options: NetListenerOptions, _ handlers: NetListenerHandlers) throws(NetError) -> any NetListener {
    throw NetError(.ended, attempted: "listening on \(options.address):\(options.port)", reason: "this network takes no connections")
  }
}
