public import TenCore

/// A server's answer: its head, and its body as it comes.
public struct HTTPResponse: Sendable {
  public let status: Int
  public let headers: HTTPHeaders
  /// To be read once, by one task. Letting it go ends the request.
  public let body: HTTPBody

  public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: HTTPBody) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public var isSuccess: Bool { (200..<300).contains(status) }
}

/// The bytes of a response, in pieces of any length. Nothing more is read from the network while what has come waits beyond the bound.
public struct HTTPBody: AsyncSequence, Sendable {
  public typealias Element = Payload
  private let source: any HTTPBodySource

  public init(_ source: any HTTPBodySource) { self.source = source }

  public func makeAsyncIterator() -> Iterator { Iterator(source: source) }

  public struct Iterator: AsyncIteratorProtocol {
    let source: any HTTPBodySource

    public mutating func next() async throws(NetError) -> Payload? { try await source.next() }
  }

  /// The whole body.
  /// - Throws: `NetError`, of the kind `tooLarge` when it has more than `limit` bytes.
  public func collect(upTo limit: Int = 1_048_576) async throws(NetError) -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = try await source.next() {
      guard bytes.count + piece.count <= limit else {
        throw NetError(.tooLarge, attempted: "reading a response", reason: "it has more than \(limit) bytes")
      }
      piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}

/// Where a body's bytes come from.
public protocol HTTPBodySource: AnyObject, Sendable {
  /// The next bytes, at least one; nil at the end.
  func next() async throws(NetError) -> Payload?
}
