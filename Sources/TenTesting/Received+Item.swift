public import TenCore

extension Received {
  /// One message that came, and how.
  public struct Item: Sendable {
    public let message: any Message
    public let kind: MessageKind
    /// The node that sent it; nil for what the host sent.
    public let source: String?
    /// The node or peer that the sender has named; nil where it named none.
    public let destination: String?
    /// Whether the sender's manifest lists the message among what it sends.
    public let isListed: Bool
    /// When it came, since the session's start.
    public let time: Duration

    /// nil for another kind of message; so are its siblings.
    public var command: Command? { message as? Command }
    public var data: DataMessage? { message as? DataMessage }
    public var audio: AudioFrame? { message as? AudioFrame }
    public var video: VideoFrame? { message as? VideoFrame }

    public var name: String { message.name.text }
    public var properties: Properties { message.properties }
    public var turn: Turn { message.turn }
    public subscript(key: String) -> Value? { message[key] }

    /// The bytes of data or of a frame.
    public var payload: Payload { data?.payload ?? audio?.payload ?? video?.payload ?? Payload() }
  }
}

extension Received.Item: CustomStringConvertible {
  public var description: String { MessageText.line(message, kind) }
}
