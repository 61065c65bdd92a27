internal import TenCore
public import TenNet
public import TenTesting

/// An avatar's vendor with calls over HTTP and a WebSocket for each session. The author says what its calls mean and how it writes. Confined to the run's loop.
public final class SocketAvatar: AvatarVendor {
  /// What the extension asks for with a call.
  public enum Call: Sendable {
    case open(channel: String, uid: UInt32)
    /// The number of a session, from 1.
    case end(session: Int)
    case other
  }

  /// What the extension says over the WebSocket. `id`: of the utterance; empty where there is none.
  public enum Message: Sendable {
    case audio([UInt8], id: String)
    case end(id: String)
    case interrupt
  }

  /// How the vendor reads and writes.
  public struct Wire: Sendable {
    public var sampleRate: Int
    public var call: @Sendable (HTTPRequest) -> Call
    /// The answer to a call that succeeds; `session` is the number of the newest one.
    public var answer: @Sendable (HTTPRequest, _ session: Int) -> HTTPResponse
    /// The answer to a call that is refused; it repeats the key that the request carries.
    public var refusal: @Sendable (HTTPRequest) -> HTTPResponse
    public var message: @Sendable (WebSocketMessage) -> Message?
    /// Says that the session is ready, that the vendor speaks an utterance, and that its audio is refused.
    public var ready: String
    public var speaks: @Sendable (_ id: String) -> String
    public var error: @Sendable (_ id: String) -> String

    public init(
      sampleRate: Int = 24_000, call: @escaping @Sendable (HTTPRequest) -> Call,
      answer: @escaping @Sendable (HTTPRequest, _ session: Int) -> HTTPResponse,
      refusal: @escaping @Sendable (HTTPRequest) -> HTTPResponse, message: @escaping @Sendable (WebSocketMessage) -> Message?, ready: String,
      speaks: @escaping @Sendable (_ id: String) -> String, error: @escaping @Sendable (_ id: String) -> String
    ) {
      self.sampleRate = sampleRate
      self.call = call
      self.answer = answer
      self.refusal = refusal
      self.message = message
      self.ready = ready
      self.speaks = speaks
      self.error = error
    }
  }

  public let network: PuppetNetwork
  private let desk: SocketAvatarDesk

  public init(_ wire: Wire) {
    let desk = SocketAvatarDesk(wire)
    self.desk = desk
    network = PuppetNetwork { request throws(NetError) in
      desk.answer(request)
    } onConnect: { _, socket throws(NetError) in
      desk.opened(socket)
    }
    desk.state.withLock { [network] in $0.network = network }
  }

  public var sampleRate: Int { desk.wire.sampleRate }
  public var sessions: [AvatarVendorSession] { desk.state.withLock { $0.sessions } }
  public var heard: [AvatarVendorEvent] { desk.state.withLock { $0.heard } }
  public func behave(_ conduct: AvatarConduct) { desk.state.withLock { $0.conduct = conduct } }
  public func breakOff() { desk.state.withLock { $0.socket }?.breakOff() }
}
