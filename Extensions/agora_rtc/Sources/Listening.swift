internal import TenAudio
internal import TenChannel
internal import TenCore

/// Brings what one speaker says into the rate and the number of channels that the session wants.
struct Listening {
  let sampleRate: Int
  let channels: Int
  private var resampler: Resampler?

  init(sampleRate: Int, channels: Int) {
    self.sampleRate = sampleRate
    self.channels = channels
  }

  /// Samples that fit already are not copied.
  /// - Throws: `AudioError` for what is no audio.
  mutating func convert(_ audio: ChannelAudio) throws(AudioError) -> Payload {
    guard (1_000...192_000).contains(audio.sampleRate), (1...8).contains(audio.channels), audio.payload.count % (audio.channels * 2) == 0 else {
      throw AudioError(
        "hear a participant", "\(audio.payload.count) bytes of \(audio.sampleRate) Hz and \(audio.channels) channels are no 16-bit audio")
    }
    if audio.sampleRate == sampleRate, audio.channels == channels { return audio.payload }
    let mixed = mix(Self.samples(audio.payload), audio.channels)
    guard audio.sampleRate != sampleRate else { return Self.payload(mixed) }
    if resampler?.from != audio.sampleRate { resampler = try Resampler(from: audio.sampleRate, to: sampleRate, channels: channels) }
    return Self.payload(resampler?.process(mixed) ?? [])
  }

  /// One channel is the mean of all; each of two is the first two, or the only one.
  private func mix(_ samples: [Int16], _ given: Int) -> [Int16] {
    guard given != channels else { return samples }
    let frames = samples.count / given
    return [Int16](unsafeUninitializedCapacity: frames * channels) { buffer, count in
      for frame in 0..<frames {
        if channels == 1 {
          var sum = 0
          for channel in 0..<given { sum += Int(samples[frame * given + channel]) }
          buffer[frame] = Int16(sum / given)
        } else {
          for channel in 0..<channels { buffer[frame * channels + channel] = samples[frame * given + min(channel, given - 1)] }
        }
      }
      count = frames * channels
    }
  }

  private static func samples(_ payload: Payload) -> [Int16] {
    payload.withUnsafeBytes { bytes in
      (0..<bytes.count / 2).map { Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 2, as: Int16.self)) }
    }
  }

  private static func payload(_ samples: [Int16]) -> Payload {
    Payload(count: samples.count * 2) { bytes in
      for (index, sample) in samples.enumerated() { bytes.storeBytes(of: sample.littleEndian, toByteOffset: index * 2, as: Int16.self) }
    }
  }
}
