internal import Foundation
internal import GRDB
internal import TenCore
internal import TenGraph
internal import TenSupervisor

/// A session as a row of the table `sessions`.
enum SessionRow {
  static let columns = [
    "id", "graph", "channel", "state", "created_at", "ready_at", "ended_at", "host", "process_id", "start_time", "lease", "epoch", "waterfall",
    "idle_seconds", "last_ping_at", "labels", "reason", "reason_node", "reason_detail", "end_record", "request_key",
  ]
  static let names = columns.joined(separator: ", ")
  /// Without end records: they are long, and no list shows them.
  static let listed = columns.map { $0 == "end_record" ? "NULL AS end_record" : $0 }.joined(separator: ", ")
  static let insert = "INSERT INTO sessions (\(names)) VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))"
  /// A session that has ended stays so.
  static let update =
    "\(insert) ON CONFLICT (id) DO UPDATE SET \(columns.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")) WHERE state <> 'ended' OR excluded.state = 'ended'"

  static func arguments(_ record: SessionRecord) -> StatementArguments {
    [
      text(record.id), text(record.graph), text(record.channel), record.state.rawValue, record.createdAt, record.readyAt, record.endedAt,
      text(record.host), record.processID, record.startTime, text(record.lease), record.epoch, json(.object(record.waterfall)),
      record.idleSeconds, record.lastPingAt, json(.object(record.labels)), text(record.reason), text(record.reasonNode),
      text(record.reasonDetail), record.endRecord.map(json), text(record.requestKey),
    ]
  }

  static func record(_ row: Row) throws -> SessionRecord {
    let id: String = row["id"]
    var record = SessionRecord(id: id, graph: row["graph"], channel: row["channel"], createdAt: row["created_at"])
    let state: String = row["state"]
    guard let known = SessionRecord.State(rawValue: state) else {
      throw StoreError(.damaged, "cannot read the session '\(id)': '\(state)' is no state of a session")
    }
    record.state = known
    record.readyAt = row["ready_at"]
    record.endedAt = row["ended_at"]
    record.host = row["host"]
    record.processID = row["process_id"]
    record.startTime = row["start_time"]
    record.lease = row["lease"]
    record.epoch = row["epoch"]
    record.waterfall = try value(row["waterfall"], of: id).object ?? Properties()
    record.idleSeconds = row["idle_seconds"]
    record.lastPingAt = row["last_ping_at"]
    record.labels = try value(row["labels"], of: id).object ?? Properties()
    record.reason = row["reason"]
    record.reasonNode = row["reason_node"]
    record.reasonDetail = row["reason_detail"]
    let endRecord: String? = row["end_record"]
    record.endRecord = try endRecord.map { try value($0, of: id) }
    record.requestKey = row["request_key"]
    return record
  }

  /// SQLite's texts end at a zero character; a text that has one is stored as its bytes, so that it comes back whole and two such channels differ.
  static func text(_ text: String?) -> DatabaseValue {
    guard let text else { return .null }
    return text.utf8.contains(0) ? Data(text.utf8).databaseValue : text.databaseValue
  }

  /// What `value` reads. No reader of JSON that keeps keys as C texts takes a key with a zero character: there it becomes `␀`.
  static func json(_ value: Value) -> String {
    let text = JSON.text(of: value)
    // Nearly no text has a backslash, and a search for one byte costs nothing.
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
    return JSON.text(of: readable(value))
  }

  private static func readable(_ value: Value) -> Value {
    switch value {
    case .array(let elements): return .array(elements.map(readable))
    case .object(let object):
      var new = Properties()
      for (key, value) in object {
        var name = String(key.unicodeScalars.map { $0.value == 0 ? "␀" : Character($0) })
        while name != key, object[name] != nil || new[name] != nil { name += "␀" }
        new[name] = readable(value)
      }
      return .object(new)
    default: return value
    }
  }

  static func value(_ text: String, of id: String) throws -> Value {
    do {
      return try JSON.parse(text, limits: JSON.Limits(bytes: 64 << 20, depth: 1_024, keys: 1 << 20))
    } catch {
      throw StoreError(.damaged, "cannot read what is stored with '\(id)': \(error)")
    }
  }
}
