public import TenCore

/// Conversions of samples. All of them take whole samples; bytes left over at the end are ignored.
public enum PCM {
  /// 16-bit samples as floats from -1 to just below 1.
  public static func floats(_ int16: Payload) -> [Float] {
    int16.withUnsafeBytes { bytes in
      (0..<bytes.count / 2).map { Float(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 2, as: Int16.self))) / 32_768 }
    }
  }

  /// Floats as 16-bit samples: rounded, what is beyond -1 and 1 cut off, and what is no number as silence. Turns the floats of `floats` back into the very
  /// same samples.
  public static func int16(_ floats: some Collection<Float>) -> Payload {
    Payload(count: floats.count * 2) { bytes in
      var offset = 0
      for float in floats {
        bytes.storeBytes(of: int16(float).littleEndian, toByteOffset: offset, as: Int16.self)
        offset += 2
      }
    }
  }

  /// Samples of any format as 16-bit integers, channels and order unchanged. The lower bits of wider integers are cut off.
  public static func int16(_ samples: Payload, _ format: PCMFormat) -> Payload {
    if format.sampleType == .integer && format.bytesPerSample == 2 { return samples[0..<samples.count / 2 * 2] }
    let size = format.bytesPerSample
    let count = samples.count / size
    return samples.withUnsafeBytes { source in
      Payload(count: count * 2) { bytes in
        for index in 0..<count {
          let sample: Int16
          let offset = index * size
          switch (format.sampleType, size) {
          case (.float, _): sample = int16(Float(bitPattern: UInt32(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: UInt32.self))))
          case (.integer, 1): sample = (Int16(source[offset]) - 128) << 8
          // The two highest bytes of a little-endian integer of 3 or 4 bytes.
          default: sample = Int16(littleEndian: source.loadUnaligned(fromByteOffset: offset + size - 2, as: Int16.self))
          }
          bytes.storeBytes(of: sample.littleEndian, toByteOffset: index * 2, as: Int16.self)
        }
      }
    }
  }

  private static func int16(_ float: Float) -> Int16 {
    guard !float.isNaN else { return 0 }
    return Int16(max(-32_768, min(32_767, (float * 32_768).rounded())))
  }
}
