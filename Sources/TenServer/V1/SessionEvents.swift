internal import TenControl
internal import TenCore
internal import TenGraph
internal import TenSupervisor

/// `GET /v1/sessions/{id}/events`: what happens in a session as server-sent events, up to its end record.
struct SessionEvents: Sendable {
  let context: ServerContext
  let beats: Beats
  let watches: Watches

  /// What waits for a slow reader; beyond, the stream ends, and the reader comes back with `Last-Event-ID`. Twice what the log of events gives at once.
  private static let waiting = (events: 2 * EventLog.capacity, bytes: 2 * EventLog.maximumBytes)
  private static let heartbeat = 10_000

  func open(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let id = try SessionID.of(request)
    let since = try Self.number(request.query["since"] ?? request.headers["last-event-id"], "since", 0...Int.max) ?? 0
    let counters = try Self.number(request.query["counters"], "counters", 100...60_000)
    let output = Outbox(pieces: Self.waiting.events, bytes: Self.waiting.bytes)
    var response = APIResponse(200, .stream(output.stream, contentType: "text/event-stream"))
    response.headers["cache-control"] = "no-store"
    output.send(Array("retry: 2000\n\n".utf8))
    guard await context.service.session(id) != nil else {
      try await endOnly(id, to: output)
      return response
    }
    do throws(ServiceError) {
      run(try await context.service.events(id, since: since), of: id, counters, output)
    } catch {
      guard error.code == .unknownSession || error.code == .wrongState else { throw V1Error.of(error) }
      try await endOnly(id, to: output)
    }
    return response
  }

  private func run(_ events: AsyncStream<HostEvent>, of id: String, _ counters: Int?, _ output: Outbox) {
    let heart = Task { [beats] in
      for await _ in beats.every(Self.heartbeat) { output.send(Array(": \n\n".utf8)) }
    }
    let reading = Task {
      let watch = await watches.begin(id, counters, context.service)
      await pass(events, of: id, counters != nil, to: output)
      output.finish()
      heart.cancel()
      await watches.end(watch, context.service)
    }
    output.onEnd {
      heart.cancel()
      reading.cancel()
    }
  }

  private func pass(_ events: AsyncStream<HostEvent>, of id: String, _ wantsCounters: Bool, to output: Outbox) async {
    for await event in events where event.kind != .counters || wantsCounters {
      guard output.send(Self.bytes(of: event)) else { return }
      if event.kind == .endRecord { return }
    }
    // Its host died: the server has made the record.
    if !Task.isCancelled { try? await endOnly(id, to: output) }
  }

  /// For a session that has ended: its end record alone.
  private func endOnly(_ id: String, to output: Outbox) async throws(APIError) {
    let archive = context.archive
    guard let record = try await V1Error.reading({ try await archive.session(id) }) else { throw SessionID.unknown(id) }
    if record.isEnded {
      output.send(
        Self.bytes("end_record", id: nil, time: record.endedAt ?? context.now(), record.endRecord ?? .object(SessionResource.value(of: record))))
    }
    output.finish()
  }

  static func bytes(of event: HostEvent) -> [UInt8] {
    bytes(event.kind.rawValue, id: event.sequence, time: event.time, .object(event.body))
  }

  private static func bytes(_ kind: String, id: Int?, time: Int, _ body: Value) -> [UInt8] {
    let data: Value = ["seq": id.map { Value($0) } ?? .null, "kind": .string(kind), "time": .string(Timestamp.text(time)), "body": body]
    return Array("\(id.map { "id: \($0)\n" } ?? "")event: \(kind)\ndata: \(JSON.text(of: data))\n\n".utf8)
  }

  private static func number(_ text: String?, _ name: String, _ range: ClosedRange<Int>) throws(APIError) -> Int? {
    guard let text else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let words = range.upperBound == .max ? "a number, \(range.lowerBound) or more" : "a number from \(range.lowerBound) to \(range.upperBound)"
      throw APIError(400, "invalid_parameter", "\(name) is '\(text.prefix(60))' and must be \(words)")
    }
    return number
  }
}
