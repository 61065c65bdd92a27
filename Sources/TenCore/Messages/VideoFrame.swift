/// One picture. TEN's fields, `ten-runtime` section 2.4.
public struct VideoFrame: EnvelopeView {
  /// How pixels are laid out; TEN's numbers.
  public enum PixelFormat: Int32, Sendable, CaseIterable {
    case rgb24 = 1
    case rgba, bgr24, bgra, i422, i420, nv21, nv12
  }

  package var envelope: Envelope

  package init(envelope: Envelope) { self.envelope = envelope }

  /// - Parameters:
  ///   - width: pixels.
  ///   - height: pixels.
  public init(_ name: MessageName, width: Int, height: Int, format: PixelFormat = .rgba, payload: Payload) {
    envelope = Envelope(.video, name)
    envelope.a = Int32(clamping: width)
    envelope.b = Int32(clamping: height)
    envelope.c = format.rawValue
    envelope.payload = payload
  }

  public var width: Int { Int(envelope.a) }
  public var height: Int { Int(envelope.b) }
  public var format: PixelFormat { PixelFormat(rawValue: envelope.c) ?? .rgba }
  public var payload: Payload { envelope.payload }

  /// Milliseconds on the sender's media clock.
  public var timestamp: Int64 {
    get { envelope.timestamp }
    set { envelope.timestamp = newValue }
  }

  /// Whether it is the last frame of its stream.
  public var isEndOfStream: Bool {
    get { envelope.flags.contains(.endOfStream) }
    set { envelope.flags = newValue ? envelope.flags.union(.endOfStream) : envelope.flags.subtracting(.endOfStream) }
  }
}
