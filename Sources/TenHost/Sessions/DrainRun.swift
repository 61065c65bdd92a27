internal import TenCore
internal import TenLoop

/// `tenhost drain`. On the loop's thread.
struct DrainRun {
  let command: DrainCommand
  let client: ServerClient
  let surroundings: Surroundings
  let loop: UVLoop

  func run() async throws(ServerFailure) {
    var left = show(try await client.post("/v1/drain"), before: nil)
    while command.wait, left > 0 {
      await loop.pause(milliseconds: 500)
      // A question that is begun after the signal is answered as any other.
      guard !Task.isCancelled else { throw Self.stopped(left) }
      left = try await look(before: left)
    }
    surroundings.output.showLive("")
    if command.json { return }
    if left == 0 { surroundings.output.write("drained: no session runs\n") }
  }

  private func look(before: Int) async throws(ServerFailure) -> Int {
    do throws(ServerFailure) {
      return show(try await client.get("/v1/status"), before: before)
    } catch {
      guard error.isCancellation else { throw error }
      throw Self.stopped(before)
    }
  }

  private static func stopped(_ left: Int) -> ServerFailure {
    ServerFailure("stopped waiting while \(sessions(left)) ran; the server goes on draining")
  }

  /// - Returns: how many sessions run.
  private func show(_ status: Value, before: Int?) -> Int {
    let counts = status.object?["sessions"]?.object ?? Properties()
    let drain = status.object?["drain"]?.object ?? Properties()
    let left = counts.reduce(0) { $0 + ($1.value.int ?? 0) }
    if !command.json, surroundings.output.isTerminal, command.wait, left > 0 {
      surroundings.output.showLive("draining: \(Self.sessions(left)) left\(Self.times(drain))")
    } else if left != before {
      if command.json {
        var line: Properties = ["type": "drain", "sessions": .object(counts), "left": Value(left)]
        for name in ["seconds", "ended", "estimated_seconds"] { line[name] = drain[name] }
        surroundings.output.writeJSON(line)
      } else if left > 0 {
        surroundings.output.write("draining: new sessions are refused, \(Self.sessions(left)) left\(Self.times(drain))\n")
      }
    }
    return left
  }

  /// How long it has taken, and how long it may take still, where the server can tell.
  private static func times(_ drain: Properties) -> String {
    guard let seconds = drain["seconds"]?.double else { return "" }
    let rest = drain["estimated_seconds"]?.double.map { ", about \(span($0)) more at this pace" } ?? ""
    return " after \(span(seconds))\(rest)"
  }

  private static func span(_ seconds: Double) -> String {
    seconds < 60 ? "\(Int(seconds)) s" : SessionTable.span(milliseconds: Int(min(seconds, 1e9) * 1_000))
  }

  private static func sessions(_ count: Int) -> String { count == 1 ? "1 session" : "\(count) sessions" }
}
