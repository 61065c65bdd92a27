import TenConformance
import TenCore
import TenGraph
import TenNet
import TenRuntime

/// A sound TTS, but for the one defect that its property names. Each word is five frames of 20 ms.
actor FaultyTTS: Extension {
  static let manifest = Manifest(
    embedded: Array(
      """
      {
        "type": "extension", "name": "faulty_tts", "version": "0.1.0",
        "api": {
          "data_in": [{"name": "tts_text_input"}, {"name": "tts_flush"}],
          "data_out": [{"name": "tts_audio_start"}, {"name": "tts_audio_end"}, {"name": "tts_flush_end"}, {"name": "error"}],
          "audio_frame_out": [{"name": "pcm_frame", "turn": "required"}]
        }
      }
      """.utf8))
  nonisolated let context: ExtensionContext
  private let defect: String
  private let fails: Bool
  private let hasVendor: Bool
  private var requests: [Request] = []
  private var ended: [String] = []
  private var last = Request(serial: 0, id: "", turn: .none, metadata: .null)
  private var isWorking = false
  private var kept: [HTTPResponse] = []

  private struct Request {
    let serial: Int
    let id: String
    let turn: Turn
    let metadata: Value
    var words: [String] = []
    var isComplete = false
    var isStarted = false
    var bytes = 0
  }

  init(_ context: ExtensionContext) {
    self.context = context
    defect = context.properties["defect"]?.string ?? ""
    fails = context.properties["fails"]?.bool ?? false
    hasVendor = context.properties["vendor"]?.bool ?? false
  }

  func handle(_ data: DataMessage) async throws {
    switch data.name {
    case "tts_text_input": add(data)
    case "tts_flush":
      let turn = requests.first?.turn ?? .none
      await endAll(tells: defect != "flush") { _ in true }
      try await context.send(
        DataMessage("tts_flush_end", ["flush_id": defect == "flush-id" ? .null : data["flush_id"] ?? .null, "metadata": data["metadata"] ?? .null]))
      if defect == "tail", !turn.isNone { for _ in 0..<3 { send(Request(serial: 0, id: "", turn: turn, metadata: .null), Self.piece) } }
    default: break
    }
    work()
  }

  func interrupted(turn: Turn) async {
    await endAll(tells: defect != "interrupt") { !$0.turn.isNone && $0.turn.number <= turn.number }
    work()
  }

  private func add(_ data: DataMessage) {
    guard let id = data["request_id"]?.string, requests.count < 64 else { return }
    guard !ended.contains(id) || defect == "late" else { return }
    let index: Int
    if let known = requests.firstIndex(where: { $0.id == id }) {
      index = known
    } else {
      last = Request(serial: last.serial + 1, id: id, turn: data.turn, metadata: data["metadata"] ?? .null)
      requests.append(last)
      index = requests.count - 1
    }
    guard !requests[index].isComplete else { return }
    let words = (data["text"]?.string ?? "").prefix(1_000).split(separator: " ").filter { $0.contains { $0.isLetter } }
    requests[index].words += words.map { String($0) }
    requests[index].isComplete = data["text_input_end"]?.bool ?? false || defect == "pieces"
  }

  private func work() {
    guard !isWorking else { return }
    let next = defect == "order" ? requests.first { $0.isComplete || !$0.words.isEmpty } : requests.first
    guard let next, next.isComplete || !next.words.isEmpty else { return }
    isWorking = true
    context.spawn(in: next.turn) { await self.speak(next.serial) }
  }

  private func speak(_ serial: Int) async {
    do {
      while let request = request(serial), !request.words.isEmpty {
        change(serial) { $0.words.removeFirst() }
        try await begin(serial)
        try await say(serial)
      }
      if let request = request(serial), request.isComplete { await finish(request) }
    } catch {
      if !Task.isCancelled, let request = request(serial) {
        context.report(error)
        await end(request, reason: 3, tells: defect != "failure")
      }
    }
    isWorking = false
    work()
  }

  private func begin(_ serial: Int) async throws {
    guard let request = request(serial), !request.isStarted else { return }
    if defect == "early" { send(request, Self.piece) }
    change(serial) { $0.isStarted = true }
    try await context.send(message("tts_audio_start", request))
  }

  private func say(_ serial: Int) async throws {
    if fails { throw Fault("the voice is broken") }
    guard hasVendor else {
      for _ in 0..<5 { try await send(Self.piece, of: serial) }
      return
    }
    let response = try await context.network.send(HTTPRequest("POST", try NetURL("http://vendor.test/speak")))
    if defect == "vendor" { kept.append(response) }
    for try await piece in response.body {
      guard request(serial) != nil else { return }
      try await send(piece, of: serial)
    }
  }

  private func send(_ piece: Payload, of serial: Int) async throws {
    try await context.room(for: "pcm_frame")
    guard let request = request(serial) else { return }
    send(request, piece)
    change(serial) { $0.bytes += piece.count }
  }

  private func send(_ request: Request, _ piece: Payload) {
    var (rate, piece) = (16_000, piece)
    if defect == "format", request.words.count % 2 == 1 { (rate, piece) = (24_000, Payload([UInt8](repeating: 9, count: 960))) }
    if defect == "odd" { piece = Payload([UInt8](repeating: 9, count: 639)) }
    var frame = AudioFrame("pcm_frame", sampleRate: rate, channels: 1, payload: piece)
    frame.turn = defect == "turn" ? last.turn : request.turn
    frame["metadata"] = defect == "metadata" ? last.metadata : request.metadata
    context.send(frame)
  }

  private func finish(_ request: Request) async {
    if !request.isStarted {
      if defect == "empty" { return requests.removeAll { $0.serial == request.serial } }
      change(request.serial) { $0.isStarted = true }
      try? await context.send(message("tts_audio_start", request))
    }
    if let request = self.request(request.serial) { await end(request, reason: 1, tells: true) }
  }

  private func end(_ request: Request, reason: Int, tells: Bool) async {
    requests.removeAll { $0.serial == request.serial }
    ended = ended.suffix(255) + [request.id]
    guard request.isStarted, tells else { return }
    var message = message("tts_audio_end", request)
    message["reason"] = Value(reason)
    message["request_event_interval_ms"] = 0
    message["request_total_audio_duration_ms"] = Value(defect == "duration" ? request.bytes : request.bytes / 32)
    try? await context.send(message)
    if defect == "twice", reason == 1 { try? await context.send(message) }
  }

  private func endAll(tells: Bool, where isMeant: (Request) -> Bool) async {
    for request in requests.filter(isMeant) { await end(request, reason: 2, tells: tells) }
  }

  private func message(_ name: MessageName, _ request: Request) -> DataMessage {
    var message = DataMessage(name, ["request_id": .string(request.id), "metadata": request.metadata])
    message.turn = request.turn
    return message
  }

  private func request(_ serial: Int) -> Request? { requests.first { $0.serial == serial } }

  private func change(_ serial: Int, _ body: (inout Request) -> Void) {
    if let index = requests.firstIndex(where: { $0.serial == serial }) { body(&requests[index]) }
  }

  /// 20 ms of 16 kHz.
  static let piece = Payload([UInt8](repeating: 9, count: 640))
}
