public import TenTesting

/// The vendor of an avatar, as the suite sees it. Confined to the run's loop.
public protocol AvatarVendor: AnyObject, Sendable {
  /// Through which the extension reaches it.
  var network: PuppetNetwork { get }
  /// Hertz of the mono 16-bit audio that it takes.
  var sampleRate: Int { get }
  /// How it behaves from now on; `works` at first.
  func behave(_ conduct: AvatarConduct)
  /// Every session that was made, in order.
  var sessions: [AvatarVendorSession] { get }
  /// All that it was told, in order.
  var heard: [AvatarVendorEvent] { get }
  /// Breaks the connection of the present session off.
  func breakOff()
}

/// How an avatar's vendor behaves.
public enum AvatarConduct: Sendable, CaseIterable {
  case works
  /// It makes no session; its refusal repeats the key that it was given.
  case refuses
  /// It makes a session, which never becomes ready.
  case neverReady
  /// It takes audio, and says and plays nothing.
  case silent
  /// It answers audio with errors.
  case refusesAudio
  /// It closes each connection soon after it was made.
  case closes
}

/// A session that the vendor has made.
public struct AvatarVendorSession: Sendable, Hashable {
  public var channel: String
  public var uid: UInt32
  /// Not ended by anybody, so that it costs money.
  public var isOpen: Bool

  public init(channel: String, uid: UInt32, isOpen: Bool = true) {
    self.channel = channel
    self.uid = uid
    self.isOpen = isOpen
  }
}

/// One thing that the vendor was told, and when by the run's loop.
public struct AvatarVendorEvent: Sendable {
  public enum Kind: Sendable {
    /// 16-bit little-endian mono samples.
    case audio([UInt8])
    /// The utterance is over.
    case end
    case interrupt
  }

  public var kind: Kind
  public var time: Duration

  public init(_ kind: Kind, at time: Duration) {
    self.kind = kind
    self.time = time
  }
}
