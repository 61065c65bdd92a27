/// The header that a WAV file starts with, and where its sizes stand.
struct WAVHeaderBytes {
  private(set) var bytes: [UInt8] = []
  private var factOffset: Int?
  private let bytesPerFrame: Int

  init(_ format: PCMFormat) {
    bytesPerFrame = format.bytesPerFrame
    let isFloat = format.sampleType == .float
    let tag = isFloat ? WAVFormatChunk.float : WAVFormatChunk.pcm
    // By the standard, more than two channels or 16 bits need the extensible form.
    let isExtensible = !isFloat && (format.channels > 2 || format.bytesPerSample > 2)
    append("RIFF", size: WAVHeader.unknownSize)
    bytes += Array("WAVE".utf8)
    append("fmt ", size: isExtensible ? 40 : isFloat ? 18 : 16)
    bytes.append(littleEndian: isExtensible ? WAVFormatChunk.extensible : tag)
    bytes.append(littleEndian: UInt16(format.channels))
    bytes.append(littleEndian: UInt32(format.sampleRate))
    bytes.append(littleEndian: UInt32(format.bytesPerSecond))
    bytes.append(littleEndian: UInt16(format.bytesPerFrame))
    bytes.append(littleEndian: UInt16(format.bytesPerSample * 8))
    if isExtensible {
      bytes.append(littleEndian: UInt16(22))
      bytes.append(littleEndian: UInt16(format.bytesPerSample * 8))
      // No channel is assigned to a speaker.
      bytes.append(littleEndian: UInt32(0))
      bytes.append(littleEndian: tag)
      bytes += WAVFormatChunk.guidTail
    } else if isFloat {
      bytes.append(littleEndian: UInt16(0))
      append("fact", size: 4)
      factOffset = bytes.count
      bytes.append(littleEndian: WAVHeader.unknownSize)
    }
    append("data", size: WAVHeader.unknownSize)
  }

  /// The sizes to put into the header, with their places; empty when the samples are too many for a WAV file to say so.
  func sizes(dataBytes: Int) -> [(offset: Int, size: UInt32)] {
    let total = bytes.count - 8 + dataBytes + dataBytes % 2
    guard total < WAVHeader.unknownSize else { return [] }
    var sizes = [(4, UInt32(total)), (bytes.count - 4, UInt32(dataBytes))]
    if let factOffset { sizes.append((factOffset, UInt32(dataBytes / bytesPerFrame))) }
    return sizes
  }

  private mutating func append(_ name: String, size: UInt32) {
    bytes += Array(name.utf8)
    bytes.append(littleEndian: size)
  }
}
