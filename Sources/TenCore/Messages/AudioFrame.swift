/// A run of PCM samples. TEN's fields, `ten-runtime` section 2.4.
public struct AudioFrame: EnvelopeView {
  package var envelope: Envelope

  package init(envelope: Envelope) { self.envelope = envelope }

  /// - Parameters:
  ///   - sampleRate: samples a second of one channel.
  ///   - channels: number of channels.
  ///   - bytesPerSample: 2 for 16-bit PCM.
  ///   - payload: the samples, interleaved unless `isPlanar` is set; `payload.count / (channels * bytesPerSample)` samples a channel.
  public init(_ name: MessageName, sampleRate: Int, channels: Int, bytesPerSample: Int = 2, payload: Payload) {
    envelope = Envelope(.audio, name)
    envelope.a = Int32(clamping: sampleRate)
    envelope.b = Int32(clamping: bytesPerSample)
    let block = channels * bytesPerSample
    envelope.c = block > 0 ? Int32(clamping: payload.count / block) : 0
    envelope.d = Int32(clamping: channels)
    envelope.payload = payload
  }

  /// Samples a second of one channel.
  public var sampleRate: Int { Int(envelope.a) }
  public var bytesPerSample: Int { Int(envelope.b) }
  public var samplesPerChannel: Int { Int(envelope.c) }
  public var channels: Int { Int(envelope.d) }
  public var payload: Payload { envelope.payload }

  /// Milliseconds on the sender's media clock.
  public var timestamp: Int64 {
    get { envelope.timestamp }
    set { envelope.timestamp = newValue }
  }

  /// A bit mask of speaker positions, as TEN's `channel_layout`; 0 if unknown.
  public var channelLayout: UInt64 {
    get { envelope.layout }
    set { envelope.layout = newValue }
  }

  /// Whether the channels follow one another instead of being interleaved.
  public var isPlanar: Bool {
    get { envelope.flags.contains(.planar) }
    set { envelope.flags = newValue ? envelope.flags.union(.planar) : envelope.flags.subtracting(.planar) }
  }

  /// Whether it is the last frame of its stream.
  public var isEndOfStream: Bool {
    get { envelope.flags.contains(.endOfStream) }
    set { envelope.flags = newValue ? envelope.flags.union(.endOfStream) : envelope.flags.subtracting(.endOfStream) }
  }

  /// How long the samples last.
  public var duration: Duration { .microseconds(envelope.microseconds) }
}
