internal import Glibc
internal import TenAudio
internal import TenRuntime

/// A WAV file that takes its place only when it is complete: until then it has another name beside, and what stood there stays. Its calls block: they are
/// made off the loop.
final class NewWavFile: @unchecked Sendable {
  // @unchecked: the node awaits each call before the next.
  private let path: String
  private let temporary: String
  private let format: PCMFormat
  private var writer: WAVWriter?
  private var isComplete = false

  init(_ path: String, _ format: PCMFormat, suffix: String) {
    self.path = path
    self.format = format
    temporary = "\(path).\(suffix).part"
  }

  func write(_ pieces: [Payload]) throws(AudioError) {
    if writer == nil {
      try checkPlace()
      writer = try WAVWriter(path: temporary, format: format)
    }
    for piece in pieces { try writer?.write(piece) }
  }

  /// Taking the place of a device, a pipe or a folder would destroy it.
  private func checkPlace() throws(AudioError) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw AudioError("write the WAV file '\(path)'", "what stands there is no regular file", advice: "name a file of its own")
  }

  /// Puts the sizes into the header, and the file into its place.
  func complete() throws(AudioError) {
    try writer?.close()
    guard rename(temporary, path) == 0 else {
      throw AudioError("put the WAV file '\(path)' into its place", String(cString: strerror(errno)), advice: "its samples are lost; check the path")
    }
    isComplete = true
  }

  deinit {
    guard !isComplete, writer != nil else { return }
    writer = nil
    unlink(temporary)
  }
}
