internal import Glibc
internal import TenCore

/// P10: warm starts over the server's HTTP API, answered when every node runs: from the server's receipt of the request, and as the client sees it, from its
/// first byte to the last of the answer.
enum ServerStarts {
  private static let graph = "graphs/four.json"

  static func measure() throws {
    guard let server = BenchServer.start(graph: graph, ["--pool", "32"]) else { return }
    defer { server.close() }
    oneAtATime(server)
    sustained(server, connections: 4, seconds: 10)
  }

  private static func oneAtATime(_ server: BenchServer) {
    guard let connection = BenchConnection(port: server.port) else { return }
    var (server, client): ([Double], [Double]) = ([], [])
    for round in 0..<600 {
      let begin = now()
      guard let answer = start(connection, "one_\(round)") else { return }
      if round >= 100, let time = answer.serverTime {
        server.append(time)
        client.append((now() - begin) / 1e6)
      }
      guard stop(connection, "one_\(round)") else { return }
    }
    guard !server.isEmpty else { return print("the server's answers have no Server-Timing") }
    _ = Report("P10", "warm start, one at a time, from POST /start to every node ready: p50", percentile(server, 0.5), "ms")
    _ = Report("P10", "warm start, one at a time, from POST /start to every node ready: p99", percentile(server, 0.99), "ms")
    _ = Report("P10", "the same, as the client sees it: p50", percentile(client, 0.5), "ms")
    _ = Report("P10", "the same, as the client sees it: p99", percentile(client, 0.99), "ms")
  }

  /// Each connection starts and stops one session after the other.
  private static func sustained(_ server: BenchServer, connections: Int, seconds: Double) {
    let began = now()
    let done = Locked(0)
    let port = server.port
    let threads = (0..<connections).map { number in
      BenchThread {
        guard let connection = BenchConnection(port: port) else { return }
        var round = 0
        while now() - began < seconds * 1e9 {
          guard start(connection, "many_\(number)_\(round)") != nil, stop(connection, "many_\(number)_\(round)") else { return }
          done.withLock { $0 += 1 }
          round += 1
        }
      }
    }
    for thread in threads { thread.join() }
    let rate = Double(done.withLock { $0 }) / (now() - began) * 1e9
    _ = Report("P10", "starts sustained, each stopped again", rate, "per_s")
  }

  private static func start(_ connection: BenchConnection, _ channel: String) -> BenchConnection.Answer? {
    done(connection.post("/start", #"{"request_id": "r", "channel_name": "\#(channel)", "graph_name": "four", "user_uid": 17}"#), "start", channel)
  }

  private static func stop(_ connection: BenchConnection, _ channel: String) -> Bool {
    done(connection.post("/stop", #"{"request_id": "r", "channel_name": "\#(channel)"}"#), "stop", channel) != nil
  }

  /// nil for what is refused: TEN's routes say so by their code, not by the status.
  private static func done(_ answer: BenchConnection.Answer?, _ what: String, _ channel: String) -> BenchConnection.Answer? {
    if let answer, answer.status == 200, answer.body.contains(#""code":"0""#) || answer.body.contains(#""code": "0""#) { return answer }
    print("a \(what) failed (\(channel)): \(answer.map { "\($0.status) \($0.body)" } ?? "the connection is gone")")
    return nil
  }
}
