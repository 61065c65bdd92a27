internal import TenTesting

/// What the rules of some roles need to know from the author.
struct RoleHooks: Sendable {
  var makeLLM: (@Sendable () -> any LLMVendor)?
  /// What the user asks so that the model calls a tool, where no vendor is told to.
  var toolQuestion: String?
  var makeAvatar: (@Sendable () -> any AvatarVendor)?
  var media = TransportMedia.all
}

extension ExtensionConformance {
  /// The vendor that the model asks, made anew for each run; its network is the node's. Without one, rules that need to say what the vendor does are left out.
  public func vendor(_ make: @escaping @Sendable () -> any LLMVendor) -> Self {
    var copy = self
    copy.hooks.makeLLM = make
    return copy
  }

  /// For a model without a vendor: what the user asks to have a tool called.
  public func toolQuestion(_ question: String) -> Self {
    var copy = self
    copy.hooks.toolQuestion = question
    return copy
  }

  /// The vendor of the avatar, made anew for each run; its network is the node's.
  public func vendor(_ make: @escaping @Sendable () -> any AvatarVendor) -> Self {
    var copy = self
    copy.hooks.makeAvatar = make
    return copy
  }

  /// What the transport carries; `all` unless it is said.
  public func carries(_ media: TransportMedia) -> Self {
    var copy = self
    copy.hooks.media = media
    return copy
  }
}

/// What a transport carries.
public struct TransportMedia: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// `pcm_frame` in and out, and who comes and goes as `on_user_joined` and `on_user_left`.
  public static let audio = TransportMedia(rawValue: 1)
  /// Packets as data `data`.
  public static let data = TransportMedia(rawValue: 2)
  /// Texts: command `publish` in, data `rtm_message_event` out.
  public static let messages = TransportMedia(rawValue: 4)
  public static let all: TransportMedia = [.audio, .data, .messages]
}
