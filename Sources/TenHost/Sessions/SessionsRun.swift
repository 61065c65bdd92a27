internal import TenCore
internal import TenGraph
internal import TenLoop
internal import TenNet

/// `tenhost sessions`. On the loop's thread.
struct SessionsRun {
  let command: SessionsCommand
  let client: ServerClient
  let surroundings: Surroundings
  let loop: UVLoop

  private var output: Outlet { surroundings.output }
  /// Consecutive tries to come back to a server that went away; a second apart.
  private static let tries = 30
  private static let mostSessions = 10_000

  func run() async throws(ServerFailure) {
    do throws(ServerFailure) {
      try await show()
    } catch {
      // Who follows ends it by a signal.
      guard command.follow, error.isCancellation else { throw error }
    }
  }

  private func show() async throws(ServerFailure) {
    guard let id = command.id else { return try await list() }
    let path = "/v1/sessions/\(id)"
    if command.logs { return try await logs(path) }
    if command.endRecord { return show(try await client.get("\(path)/end-record"), type: "end_record") }
    if command.follow { return try await follow(path) }
    try await one(path)
  }

  private func list() async throws(ServerFailure) {
    var sessions: [Value] = []
    var cursor = ""
    repeat {
      let page = try await client.get("/v1/sessions?limit=1000\(cursor.isEmpty ? "" : "&cursor=\(cursor)")").object ?? Properties()
      sessions += page["sessions"]?.array ?? []
      cursor = page["next"]?.string ?? ""
    } while !cursor.isEmpty && sessions.count < Self.mostSessions && command.all
    if !command.all { sessions = Array(sessions.prefix(100)) }
    guard command.json else { return output.write(SessionTable.text(of: sessions, now: RFC3339.now).printable) }
    for session in sessions { show(session, type: "session") }
  }

  private func one(_ path: String) async throws(ServerFailure) {
    var session = try await client.get(path).object ?? Properties()
    var look = Properties()
    if session["state"] != "ended" {
      do throws(ServerFailure) {
        look = try await client.get("\(path)/state").object ?? Properties()
      } catch {
        guard error.status == 404 || error.status == 409 else { throw error }
        session = try await client.get(path).object ?? session
        // It ends, or does not run yet: there is nothing to look into.
        guard session["state"] == "ended" || error.status == 409 else { throw error }
      }
    }
    if session["state"] == "ended" { look = try await endRecord(path) }
    let warnings = try await warnings(path)
    guard command.json else { return output.write(SessionText.text(of: session, look, warnings: warnings, now: RFC3339.now).printable) }
    show(.object(session), type: "session")
    show(.object(look), type: session["state"] == "ended" ? "end_record" : "state")
    for warning in warnings { show(.object(warning), type: "warning") }
  }

  /// What its nodes have complained of, lived with or not; empty for a session that has left no log.
  private func warnings(_ path: String) async throws(ServerFailure) -> [Properties] {
    let lines: [UInt8]
    do throws(ServerFailure) {
      let response = try await client.open("GET", "\(path)/logs?level=warning&tail=\(WarningsText.most)")
      do { lines = try await response.body.collect(upTo: 4 << 20) } catch { throw failure(error) }
    } catch {
      guard error.status == 404 else { throw error }
      return []
    }
    return lines.split(separator: UInt8(ascii: "\n")).compactMap { (try? JSON.parse(Array($0)))?.object }.filter { $0["message"]?.string != nil }
  }

  /// Empty for a session that has left none.
  private func endRecord(_ path: String) async throws(ServerFailure) -> Properties {
    do throws(ServerFailure) {
      return try await client.get("\(path)/end-record").object ?? Properties()
    } catch {
      guard error.status == 404 else { throw error }
      return Properties()
    }
  }

  private func logs(_ path: String) async throws(ServerFailure) {
    let response = try await client.open("GET", "\(path)/logs\(command.follow ? "?follow=true" : "")")
    do {
      for try await piece in response.body { output.write(piece.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }) }
    } catch {
      throw failure(error)
    }
  }

  private func follow(_ path: String) async throws(ServerFailure) {
    var last: String?
    var tries = 0
    while true {
      do throws(ServerFailure) {
        let before = last
        if try await read("\(path)/events", &last) { return }
        tries = last == before ? tries + 1 : 0
        guard tries < Self.tries else { throw ServerFailure("the server ends the stream of events again and again; look at its log") }
      } catch {
        // The server may be restarted meanwhile; it takes its sessions over.
        guard last != nil, error.status == nil || error.status == 503, tries < Self.tries, !Task.isCancelled else { throw error }
        tries += 1
      }
      await loop.pause(milliseconds: 1_000)
    }
  }

  /// - Returns: whether the end record has come.
  private func read(_ path: String, _ last: inout String?) async throws(ServerFailure) -> Bool {
    var headers: HTTPHeaders = ["Accept": "text/event-stream"]
    headers["Last-Event-ID"] = last
    let response = try await client.open("GET", path, headers: headers)
    var parser = ServerSentEventParser()
    do {
      for try await piece in response.body {
        for event in try parser.feed(piece.withUnsafeBytes { Array($0) }) {
          last = event.id ?? last
          guard let object = try? JSON.parse(event.data).object else { continue }
          if command.json { show(.object(object), type: "event") } else { output.write(HostEventText.text(of: object).printable) }
          if event.event == "end_record" { return true }
        }
      }
    } catch {
      throw failure(error)
    }
    return false
  }

  private func failure(_ error: any Error) -> ServerFailure {
    (error as? NetError).map { ServerFailure.unreachable($0, client.place) } ?? ServerFailure("\(error)")
  }

  private func show(_ value: Value, type: String) {
    guard command.json else { return output.write(JSON.text(of: value) + "\n") }
    var object: Properties = ["type": .string(type)]
    object.merge(value.object ?? Properties())
    output.writeJSON(object)
  }
}
