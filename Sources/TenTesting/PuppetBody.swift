public import TenCore
public import TenNet

/// A response's body that a test writes. Confined to one loop.
public final class PuppetBody: HTTPBodySource {
  private let pieces: PuppetQueue<Payload>

  public init(_ pieces: [Payload] = []) {
    self.pieces = PuppetQueue()
    for piece in pieces { self.pieces.put(piece) }
    if !pieces.isEmpty { self.pieces.end() }
  }

  public func write(_ text: String) { pieces.put(Payload(Array(text.utf8))) }
  public func write(_ bytes: [UInt8]) { pieces.put(Payload(bytes)) }

  /// The body ends, or breaks.
  public func end(_ error: NetError? = nil) { pieces.end(error) }

  public func next() async throws(NetError) -> Payload? { try await pieces.next() }
}
