/// What stands in front of the samples of a WAV file.
struct WAVHeader {
  var format: PCMFormat
  /// The bytes of samples that the file says it has; nil: all until its end (it was written as a stream, or its writer died).
  var dataBytes: Int?
  var warnings: [String] = []

  /// So much may stand in front of the samples (pictures, cue lists); a file with more is refused instead of being read without end.
  static let maximumHeader = 16 << 20
  /// The size that writers of streams put where they do not know it.
  static let unknownSize = UInt32.max

  /// Reads up to the first sample.
  init(_ source: any ByteSource) throws(AudioError) {
    let attempt = "read the WAV file \(source.name)"
    let riff = try source.bytes(12)
    let riffSize = try Self.checkStart(riff, attempt)
    var position = 12
    var format: PCMFormat?
    var warnings: [String] = []
    while true {
      let chunk = try source.bytes(8)
      guard chunk.count == 8 else {
        let found = format == nil ? "neither a 'fmt ' nor a 'data' chunk" : "a 'fmt ' but no 'data' chunk"
        throw AudioError(attempt, "it ends after \(position + chunk.count) bytes with \(found)")
      }
      position += 8
      let name = Self.text(chunk[..<4])
      let size = Int(chunk.uint32(at: 4))
      if name == "data" {
        guard let format else { throw AudioError(attempt, "its 'data' chunk stands before its 'fmt ' chunk") }
        self.format = format
        dataBytes = Self.isUnknown(size, riffSize: riffSize, position: position) ? nil : size
        self.warnings = warnings
        return
      }
      position += size + size % 2
      if name == "fmt " {
        guard format == nil else { throw AudioError(attempt, "it has two 'fmt ' chunks") }
        format = try WAVFormatChunk.read(source, size: size, attempt, &warnings)
        _ = try source.skip(size % 2)
        continue
      }
      guard position <= Self.maximumHeader else {
        throw AudioError(attempt, "its chunk '\(name)' of \(size) bytes ends beyond \(Self.maximumHeader) bytes, and no samples came before")
      }
      if !(try source.skip(size + size % 2)) {
        throw AudioError(attempt, "it ends inside of its chunk '\(name)', which should have \(size) bytes")
      }
    }
  }

  /// Returns the size that the file says it has.
  private static func checkStart(_ start: [UInt8], _ attempt: String) throws(AudioError) -> Int {
    guard start.count == 12 else { throw AudioError(attempt, "it has only \(start.count) bytes") }
    let magic = text(start[..<4])
    switch magic {
    case "RIFF": break
    case "RIFX", "RF64", "BW64":
      throw AudioError(attempt, "it is a '\(magic)' file, and only 'RIFF' is read", advice: "convert it with: ffmpeg -i in.wav -rf64 never out.wav")
    default: throw AudioError(attempt, "it starts with '\(magic)' and not with 'RIFF': it is no WAV file")
    }
    let kind = text(start[8...])
    guard kind == "WAVE" else { throw AudioError(attempt, "it is a RIFF file of the kind '\(kind)', not 'WAVE'") }
    return Int(start.uint32(at: 4))
  }

  /// Whether a size of the 'data' chunk says nothing. A size of 0 does when the file claims to end right there, as a writer that died leaves it.
  private static func isUnknown(_ size: Int, riffSize: Int, position: Int) -> Bool {
    if size == Int(unknownSize) { return true }
    return size == 0 && (riffSize + 8 <= position || riffSize == Int(unknownSize))
  }

  /// Four bytes as text, what is not printable as dots.
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
  }
}
