/// The 'fmt ' chunk of a WAV file: how its samples are laid out.
enum WAVFormatChunk {
  static let pcm: UInt16 = 1
  static let float: UInt16 = 3
  static let extensible: UInt16 = 0xFFFE
  /// The last 14 bytes of the sub-format's GUID; the two before them are the format's tag.
  static let guidTail: [UInt8] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
  private static let sizes = 16...4_096

  static func read(_ source: any ByteSource, size: Int, _ attempt: String, _ warnings: inout [String]) throws(AudioError) -> PCMFormat {
    guard sizes.contains(size) else {
      throw AudioError(attempt, "its 'fmt ' chunk has \(size) bytes, not \(sizes.lowerBound) to \(sizes.upperBound)")
    }
    let bytes = try source.bytes(size)
    guard bytes.count == size else { throw AudioError(attempt, "it ends inside of its 'fmt ' chunk") }
    return try parse(bytes, attempt, &warnings)
  }

  /// - Parameter bytes: at least 16.
  static func parse(_ bytes: [UInt8], _ attempt: String, _ warnings: inout [String]) throws(AudioError) -> PCMFormat {
    let tag = try formatTag(bytes, attempt)
    let bits = Int(bytes.uint16(at: 14))
    let isFloat = tag == float
    guard isFloat ? bits == 32 : [8, 16, 24, 32].contains(bits) else {
      throw AudioError(
        attempt, "it has \(isFloat ? "float" : "integer") samples of \(bits) bits",
        advice: "convert it to 8, 16, 24 or 32 bits, or to float of 32 bits")
    }
    let format: PCMFormat
    do throws(AudioError) {
      format = try PCMFormat(
        sampleRate: Int(bytes.uint32(at: 4)), channels: Int(bytes.uint16(at: 2)), bytesPerSample: bits / 8, sampleType: isFloat ? .float : .integer)
    } catch {
      throw AudioError(attempt, error.reason, advice: error.advice)
    }
    let blockAlign = Int(bytes.uint16(at: 12))
    guard blockAlign == format.bytesPerFrame else {
      throw AudioError(attempt, "its frames have \(blockAlign) bytes, but \(format) makes \(format.bytesPerFrame)")
    }
    let byteRate = Int(bytes.uint32(at: 8))
    if byteRate != format.bytesPerSecond {
      warnings.append("the header says \(byteRate) bytes a second, but \(format) makes \(format.bytesPerSecond); the former is ignored")
    }
    return format
  }

  private static func formatTag(_ bytes: [UInt8], _ attempt: String) throws(AudioError) -> UInt16 {
    var tag = bytes.uint16(at: 0)
    if tag == extensible {
      guard bytes.count >= 40 else {
        throw AudioError(attempt, "its extensible 'fmt ' chunk has \(bytes.count) bytes, not 40")
      }
      let validBits = bytes.uint16(at: 18)
      guard validBits <= bytes.uint16(at: 14) else {
        throw AudioError(attempt, "it says that \(validBits) bits of its samples of \(bytes.uint16(at: 14)) bits are valid")
      }
      guard Array(bytes[26..<40]) == guidTail else { throw AudioError(attempt, "its sub-format is unknown") }
      tag = bytes.uint16(at: 24)
    }
    guard tag == pcm || tag == float else {
      throw AudioError(
        attempt, "it has the format \(tag)\(compressed[tag].map { " (\($0))" } ?? ""), and only PCM (1) and float (3) are read",
        advice: "convert it with: ffmpeg -i in.wav -c:a pcm_s16le out.wav")
    }
    return tag
  }

  private static let compressed: [UInt16: String] = [2: "ADPCM", 6: "A-law", 7: "µ-law", 0x11: "IMA ADPCM", 0x31: "GSM", 0x55: "MP3"]
}
