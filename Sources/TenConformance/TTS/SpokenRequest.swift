internal import TenCore
internal import TenTesting

/// What came for one request, as far as a stream of messages shows it.
struct SpokenRequest: Sendable {
  let id: String
  var starts = 0
  var ends: [DataMessage] = []
  /// Those between its start and its end.
  var frames: [AudioFrame] = []

  var reasons: [Int] { ends.map { $0["reason"]?.int ?? 0 } }

  /// The media time of its frames, in microseconds.
  var microseconds: Int { frames.reduce(0) { $0 + $1.microseconds } }
}

extension AudioFrame {
  fileprivate var microseconds: Int {
    let block = channels * bytesPerSample
    return block > 0 && sampleRate > 0 ? payload.count / block * 1_000_000 / sampleRate : 0
  }
}

/// What a node that speaks has sent, by request.
struct Speech: Sendable {
  private(set) var requests: [SpokenRequest] = []
  /// Frames while no request was open.
  private(set) var strayFrames = 0
  /// What was open when something began or ended that should not have, in words.
  private(set) var disorder: [String] = []

  init(_ entries: [ConformanceEntry]) {
    var open: [String] = []
    for entry in entries {
      if let frame = entry.audio {
        if let id = open.last { change(id) { $0.frames.append(frame) } } else { strayFrames += 1 }
      }
      guard let data = entry.data, let id = data["request_id"]?.string else { continue }
      switch entry.name {
      case "tts_audio_start":
        if let other = open.last { disorder.append("'\(id)' began while '\(other)' was open") }
        open.append(id)
        change(id) { $0.starts += 1 }
      case "tts_audio_end":
        open.removeAll { $0 == id }
        change(id) { $0.ends.append(data) }
      default: break
      }
    }
  }

  subscript(id: String) -> SpokenRequest { requests.first { $0.id == id } ?? SpokenRequest(id: id) }

  private mutating func change(_ id: String, _ body: (inout SpokenRequest) -> Void) {
    if !requests.contains(where: { $0.id == id }) { requests.append(SpokenRequest(id: id)) }
    guard let index = requests.firstIndex(where: { $0.id == id }) else { return }
    body(&requests[index])
  }
}

extension ConformanceScene {
  var speech: Speech { Speech(entries) }

  /// Waits until the request has ended, at most a minute.
  func waitForEnd(of request: String) async {
    await wait(atMost: .seconds(60)) { scene in
      scene.entries.contains { $0.name == "tts_audio_end" && $0.data?["request_id"]?.string == request }
    }
  }

  /// Waits until some frames of a request have come: it is in mid-stream then, because the neighbour takes them slowly and has little room.
  func waitForFrames(_ count: Int) async throws {
    let before = audio.count
    let came = await wait(atMost: .seconds(30)) { $0.audio.count >= before + count }
    try require(came, "the node sent no sound for its text within 30 s")
  }
}

extension TTSRules {
  static let shortText = "one two three."
  static let longText = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."

  /// The neighbour plays what it gets in real time, and has room for little: a longer text stays in mid-stream.
  static var playing: ConformanceSubject.Options {
    var options = ConformanceSubject.Options()
    options.manner = .slow(.milliseconds(20))
    options.hasLittleRoom = true
    return options
  }
}
