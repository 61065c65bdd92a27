internal import TenCore
internal import TenGraph

/// One line that the recorder has written.
struct RecordedLine {
  let session: String
  private let line: Properties

  /// - Throws: what is wrong with the text.
  init(_ text: String) throws {
    guard let object = try JSON.parse(text).object else { throw RecordingError(description: "it is no JSON object") }
    line = object
    session = object["session"]?.string ?? ""
  }

  func entry() throws(RecordingError) -> RecordedMessages.Entry {
    let key = try text("kind")
    guard let kind = MessageKind(key: key) else { throw RecordingError(description: "'\(key)' is no kind of message") }
    guard let name = try? MessageName(try text("name")) else { throw RecordingError(description: "its 'name' is missing, or one too many") }
    let time = line["time_ms"]?.double ?? 0
    guard time >= 0, time < 1e12 else { throw RecordingError(description: "its 'time_ms' is \(time)") }
    return RecordedMessages.Entry(
      message: try message(kind, name), kind: kind, source: line["source"]?.string, time: .microseconds(Int64((time * 1_000).rounded())))
  }

  private func message(_ kind: MessageKind, _ name: MessageName) throws(RecordingError) -> any Message {
    var message: any Message
    switch kind {
    case .command: message = Command(name)
    case .data: message = DataMessage(name, payload: try payload())
    case .audio:
      var frame = AudioFrame(
        name, sampleRate: try int("sample_rate"), channels: try int("channels"), bytesPerSample: try int("bytes_per_sample"), payload: try payload())
      frame.timestamp = line["timestamp"]?.int64 ?? 0
      frame.isEndOfStream = line["end_of_stream"]?.bool ?? false
      frame.isPlanar = line["planar"]?.bool ?? false
      frame.channelLayout = line["channel_layout"]?.int.map { UInt64(clamping: $0) } ?? 0
      message = frame
    case .video:
      let format = try text("format")
      guard let known = VideoFrame.PixelFormat.allCases.first(where: { "\($0)" == format }) else {
        throw RecordingError(description: "'\(format)' is no pixel format")
      }
      var frame = VideoFrame(name, width: try int("width"), height: try int("height"), format: known, payload: try payload())
      frame.timestamp = line["timestamp"]?.int64 ?? 0
      frame.isEndOfStream = line["end_of_stream"]?.bool ?? false
      message = frame
    }
    message.properties = line["properties"]?.object ?? Properties()
    if let turn = line["turn"]?.int {
      guard turn > 0, turn < 1 << 31 else { throw RecordingError(description: "its 'turn' is \(turn)") }
      message.turn = Turn(number: UInt32(turn))
    }
    return message
  }

  /// The recorded bytes, else as many zeros.
  private func payload() throws(RecordingError) -> Payload {
    let count = line["bytes"]?.int ?? 0
    guard count >= 0, count <= 16 << 20 else { throw RecordingError(description: "its 'bytes' are \(count)") }
    guard let text = line["payload"]?.string else { return Payload([UInt8](repeating: 0, count: count)) }
    guard let bytes = Base64.bytes(text.utf8), bytes.count == count else {
      throw RecordingError(description: "its 'payload' is not the base64 of \(count) bytes")
    }
    return Payload(bytes)
  }

  private func text(_ key: String) throws(RecordingError) -> String {
    guard let text = line[key]?.string else { throw RecordingError(description: "its '\(key)' is missing, or no text") }
    return text
  }

  private func int(_ key: String) throws(RecordingError) -> Int {
    guard let number = line[key]?.int, number >= 0, number <= Int(Int32.max) else {
      throw RecordingError(description: "its '\(key)' is missing, or no number that fits")
    }
    return number
  }
}

extension Value {
  fileprivate var int64: Int64? { int.map(Int64.init) }
}
