import TenRuntime

/// What TEN's messages can do.
struct Messages: Sendable {
  let context: ExtensionContext

  func any(_ given: Command, _ bytes: Payload) throws {
    var command = given
    let name = command.name.text
    let renamed = Command("other", command.properties)
    let copy = command
    command.properties = try Properties(json: #"{"text": "hi"}"#)
    command["metadata"] = try JSON.parse(#"{"session_id": "17"}"#)
    let text = command.properties.json
    let metadata = JSON.text(of: command["metadata"] ?? .null)
    command["count"] = 3
    command["text"] = "hi"
    command["final"] = true
    command["speed"] = 1.5
    command["data"] = .bytes(bytes)
    command.properties[try PropertyPath("metadata.session_id")] = "17"
    let count = command["count"]?.int
    let said = command["text"]?.string
    let isFinal = command["final"]?.bool
    let speed = command["speed"]?.double
    let data = command["data"]?.bytes
    let session = command.properties.value(at: "metadata.session_id")?.string
    context.log.debug("\(name) \(renamed.name) \(copy.name) \(text) \(metadata)")
    context.log.debug("\(count ?? 0) \(said ?? "") \(isFinal ?? false) \(speed ?? 0) \(data?.count ?? 0) \(session ?? "")")
  }

  func results(_ result: CommandResult) {
    let ok = CommandResult.ok(["tool_result": ["type": "llmresult", "content": "sunny"]])
    let error = CommandResult.error("asking the vendor for 'Oslo': no such city; spell it out")
    let isOK = result.isOK
    let status = result.status
    let isFinal = result.isFinal
    context.log.debug("\(ok.detail) \(error.detail) \(isOK) \(status) \(isFinal)")
  }

  func data() {
    let data = DataMessage("data", payload: Payload([1, 2, 3]))
    let filled = Payload(count: 4) { bytes in bytes.copyBytes(from: [1, 2, 3, 4]) }
    let sum = data.payload.withUnsafeBytes { bytes in bytes.reduce(0) { $0 + Int($1) } }
    let copy = data.payload.withUnsafeBytes { Array($0) }
    let part = data.payload[0..<2]
    context.log.debug("\(filled.count) \(sum) \(copy) \(part.count)")
  }

  func frames(_ samples: Payload, _ pixels: Payload) {
    var frame = AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, bytesPerSample: 2, payload: samples)
    frame.timestamp = 1_200
    frame.isEndOfStream = true
    frame.isPlanar = false
    frame.channelLayout = 3
    frame["stream_id"] = 17
    let format = (frame.sampleRate, frame.channels, frame.bytesPerSample, frame.samplesPerChannel)
    let lineSize = frame.samplesPerChannel * frame.bytesPerSample
    let duration = frame.duration
    var picture = VideoFrame("video_frame", width: 640, height: 480, format: .i420, payload: pixels)
    picture.timestamp = 1_200
    picture.isEndOfStream = true
    let size = (picture.width, picture.height, picture.format)
    context.log.debug("\(format) \(lineSize) \(duration) \(size)")
  }

  func values(_ value: Value) throws {
    let values: [Value] = [true, 3, 1.5, "hi", nil, [1, 2], ["key": "value"]]
    let bytes = Value.bytes(Payload([1, 2]))
    let parsed = try JSON.parse(#"{"a": [1, 2]}"#)
    let text = JSON.text(of: value)
    let kind = value.kindName
    let list = value.array
    let object = value.object
    context.log.debug("\(values.count) \(bytes.kindName) \(parsed.kindName) \(text) \(kind) \(list?.count ?? 0) \(object?.count ?? 0)")
  }

  func errors(_ data: DataMessage) async {
    do throws(SendError) {
      try await context.send(data, to: "tts")
    } catch {
      context.log.warning("\(error.code) \(error.destinations) \(error)")
    }
  }
}
