internal import TenAudio
internal import TenCore

/// Turns frames of any rate, number of channels and sample type into samples of one channel at 16 kHz.
struct MonoInput {
  private var resampler: Resampler?

  mutating func samples(_ frame: AudioFrame) throws(AudioError) -> [Int16] {
    let format = try PCMFormat(
      sampleRate: frame.sampleRate, channels: frame.channels, bytesPerSample: frame.bytesPerSample, interleaved: !frame.isPlanar)
    let mono = mixed(PCM.int16(frame.payload, format).int16Samples, format)
    if resampler?.from != format.sampleRate { resampler = try Resampler(from: format.sampleRate, to: Decoder.rate) }
    return resampler?.process(mono) ?? []
  }

  private func mixed(_ samples: [Int16], _ format: PCMFormat) -> [Int16] {
    let channels = format.channels
    guard channels > 1 else { return samples }
    let frames = samples.count / channels
    return (0..<frames).map { index in
      var sum = 0
      for channel in 0..<channels { sum += Int(samples[format.interleaved ? index * channels + channel : channel * frames + index]) }
      return Int16(sum / channels)
    }
  }
}
