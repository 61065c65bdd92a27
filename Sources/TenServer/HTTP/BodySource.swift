/// A request's body, read only when the request has been found worth it.
public struct BodySource: Sendable {
  public enum Failure: Error, Sendable {
    case tooLong
    /// The client sent it too slowly or went away.
    case broken
  }

  /// - Parameter limit: bytes; more throw `.tooLong`.
  public let read: @Sendable (_ limit: Int) async throws(Failure) -> [UInt8]

  public init(read: @escaping @Sendable (_ limit: Int) async throws(Failure) -> [UInt8]) { self.read = read }

  public init(_ bytes: [UInt8]) {
    read = { limit throws(Failure) in
      guard bytes.count <= limit else { throw .tooLong }
      return bytes
    }
  }

  public init(_ text: String) { self.init(Array(text.utf8)) }
}
