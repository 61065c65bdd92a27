internal import Logging
internal import TenControl
internal import TenCore
internal import TenSupervisor

/// `GET /v1/sessions/{id}/logs`: the lines of JSON that a session has logged; while it runs, also those to come.
struct SessionLogs: Sendable {
  let context: ServerContext
  let beats: Beats

  static let contentType = "application/x-ndjson"
  private static let interval = 250
  /// What waits for a slow reader; beyond, the stream ends.
  private static let waiting = (pieces: 256, bytes: 8 << 20)

  /// A log may have many megabytes: not on the thread of a connection.
  func read(_ request: APIRequest) async throws(APIError) -> APIResponse {
    let id = try SessionID.of(request)
    let cut = LogCut(
      level: request.query["level"].flatMap { Logger.Level(rawValue: $0) },
      tail: try request.query["tail"].map { text throws(APIError) in try Self.tail(text) })
    let record = try await SessionListing(context: context).record(id)
    guard !record.isEnded, let files = try await liveFiles(id) else { return try ended(id, cut) }
    if request.query["follow"] == "true" { return follow(id, files, cut) }
    return Self.answer(cut.of(files.flatMap { LogTail.read($0) ?? [] }))
  }

  /// nil when it ended meanwhile.
  private func liveFiles(_ id: String) async throws(APIError) -> [String]? {
    do throws(ServiceError) {
      return try await context.service.logFiles(id)
    } catch {
      guard error.code == .unknownSession || error.code == .wrongState else { throw V1Error.of(error) }
      return nil
    }
  }

  private func ended(_ id: String, _ cut: LogCut) throws(APIError) -> APIResponse {
    guard let bytes = LogTail.read("\(context.configuration.supervisor.logFolder)/\(id).jsonl") else {
      throw APIError(404, "no_log", "session '\(id)' has left no log, or its retention is over")
    }
    return Self.answer(cut.of(bytes))
  }

  private func follow(_ id: String, _ files: [String], _ cut: LogCut) -> APIResponse {
    // The log as it is comes first, whatever its length.
    let output = Outbox(pieces: Self.waiting.pieces, bytes: Self.waiting.bytes + 2 * context.configuration.supervisor.limits.logBytes)
    let task = Task { [beats, context] in
      var log = LogTail(files.last ?? "")
      let history = files.dropLast().flatMap { LogTail.read($0) ?? [] } + log.next()
      output.send(cut.of(history))
      for await _ in beats.every(Self.interval) {
        let isOver = await context.service.session(id) == nil
        let lines = cut.ofLevel(log.next())
        if !lines.isEmpty, !output.send(lines) { break }
        if isOver { break }
      }
      output.finish()
    }
    output.onEnd { task.cancel() }
    var response = APIResponse(200, .stream(output.stream, contentType: Self.contentType))
    response.headers["cache-control"] = "no-store"
    return response
  }

  private static func answer(_ bytes: [UInt8]) -> APIResponse {
    APIResponse(200, .text(String(decoding: bytes, as: UTF8.self), contentType: contentType))
  }

  private static func tail(_ text: String) throws(APIError) -> Int {
    guard let tail = Int(text), (0...100_000).contains(tail) else {
      throw APIError(400, "invalid_parameter", "tail is '\(text.prefix(60))' and must be a number from 0 to 100000")
    }
    return tail
  }
}
