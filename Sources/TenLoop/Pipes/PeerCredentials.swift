/// The process on the other side of a Unix socket, as it was when it connected.
public struct PeerCredentials: Sendable, Hashable {
  public let processID: CInt
  public let userID: UInt32
  public let groupID: UInt32
}
