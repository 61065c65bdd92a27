internal import TenCore
internal import TenSupervisor

/// A session as the API shows it. Never its lease.
enum SessionResource {
  /// - Parameter usage: of its host; nothing is shown before it was measured.
  static func value(of record: SessionRecord, usage: SupervisorStatistics.Host? = nil) -> Properties {
    let usage = usage.flatMap { $0.memory > 0 ? $0 : nil }
    func time(_ milliseconds: Int?) -> Value { milliseconds.map { .string(Timestamp.text($0)) } ?? .null }
    func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
    return [
      "id": .string(record.id), "graph": .string(record.graph), "channel": text(record.channel), "state": .string(record.state.rawValue),
      "created_at": time(record.createdAt), "ready_at": time(record.readyAt), "ended_at": time(record.endedAt),
      "last_ping_at": time(record.lastPingAt), "idle_seconds": record.idleSeconds.map { Value($0) } ?? .null, "host": text(record.host),
      "pid": record.processID.map { Value($0) } ?? .null, "memory_bytes": usage.map { Value($0.memory) } ?? .null,
      "cpu_seconds": usage.map { .float($0.processorSeconds) } ?? .null, "waterfall": .object(record.waterfall), "labels": .object(record.labels),
      "reason": text(record.reason), "reason_node": text(record.reasonNode), "reason_detail": text(record.reasonDetail),
    ]
  }

  /// With the end record, for who has just ended it.
  static func ended(_ record: SessionRecord) -> Properties {
    var object = value(of: record)
    object["end_record"] = record.endRecord ?? .null
    return object
  }

  static let shape = Shape.named("Session", .object(members))
  static let endedShape = Shape.named("EndedSession", .object(members + [Shape.Member("end_record", .any, required: true, "Secrets are masked.")]))

  private static let time = Shape.nullable(.string(format: "date-time"))
  private static let text = Shape.nullable(.string())

  private static let members: [Shape.Member] = [
    .init("id", .string(pattern: "^s[0-9a-f]{16}$"), required: true), .init("graph", .string(), required: true),
    .init("channel", text, required: true, "No two sessions that have not ended share one."),
    .init("state", .string(choices: SessionRecord.State.allCases.map(\.rawValue)), required: true),
    .init("created_at", .string(format: "date-time"), required: true), .init("ready_at", time, required: true, "When every node ran."),
    .init("ended_at", time, required: true), .init("last_ping_at", time, required: true),
    .init("idle_seconds", .nullable(.integer()), required: true, "Without a ping for so long it is ended; null for never."),
    .init("host", text, required: true, "The host's name."), .init("pid", .nullable(.integer()), required: true, "The host's process."),
    .init("memory_bytes", .nullable(.integer()), required: true, "Resident memory, while it runs."),
    .init("cpu_seconds", .nullable(.number()), required: true, "Processor time, while it runs."),
    .init("waterfall", .object([], rest: .any), required: true, "Milliseconds from the request to the end of each step of the start."),
    .init("labels", .object([], rest: .any), required: true, "What the caller keeps with it."),
    .init("reason", text, required: true, "Why it ended."), .init("reason_node", text, required: true), .init("reason_detail", text, required: true),
  ]
}
