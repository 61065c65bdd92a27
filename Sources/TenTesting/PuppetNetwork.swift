internal import TenCore
public import TenNet
internal import TenRuntime

/// A network for tests on a virtual loop: the test answers each request and holds the other end of each WebSocket.
///
/// ```swift
/// let network = PuppetNetwork { request in .text(200, "{}") }
/// network.attach(to: loop)
/// ```
public final class PuppetNetwork: Network {
  public typealias Answer = @Sendable (HTTPRequest) async throws(NetError) -> HTTPResponse
  /// Throwing refuses the upgrade; the socket is the test's end.
  public typealias Opened = @Sendable (HTTPRequest, PuppetSocket) async throws(NetError) -> Void
  private let answer: Answer
  private let opened: Opened
  private let log = Locked<[HTTPRequest]>([])
  private let place = Locked(Place())

  private struct Place { weak var loop: VirtualLoop? }

  public init(_ answer: @escaping Answer, onConnect opened: @escaping Opened = { _, _ in }) {
    self.answer = answer
    self.opened = opened
  }

  /// Every request and every upgrade, in order.
  public var requests: [HTTPRequest] { log.withLock { $0 } }

  /// Gives the network to the nodes of this loop.
  public func attach(to loop: VirtualLoop) {
    place.withLock { $0.loop = loop }
    loop.attach(NetworkSlot(self))
  }

  /// The loop whose nodes it was given to, for puppets that keep time.
  public var loop: VirtualLoop? { place.withLock { $0.loop } }

  public func send(_ request: HTTPRequest) async throws(NetError) -> HTTPResponse {
    log.withLock { $0.append(request) }
    return try await answer(request)
  }

  public func connect(_ request: HTTPRequest) async throws(NetError) -> any WebSocket {
    log.withLock { $0.append(request) }
    let (near, far) = PuppetSocket.pair()
    try await opened(request, far)
    return near
  }
}

extension HTTPResponse {
  /// An answer with a text body, in pieces of at most `piece` bytes.
  public static func text(_ status: Int, _ text: String, headers: HTTPHeaders = HTTPHeaders(), piece: Int = 65_536) -> HTTPResponse {
    let bytes = Array(text.utf8)
    let pieces = stride(from: 0, to: bytes.count, by: piece).map { Payload(Array(bytes[$0..<min($0 + piece, bytes.count)])) }
    return HTTPResponse(status: status, headers: headers, body: HTTPBody(PuppetBody(pieces)))
  }

  /// An answer whose body the test writes while it is read.
  public static func streaming(_ status: Int, _ body: PuppetBody, headers: HTTPHeaders = HTTPHeaders()) -> HTTPResponse {
    HTTPResponse(status: status, headers: headers, body: HTTPBody(body))
  }
}
