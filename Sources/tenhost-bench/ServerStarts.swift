internal import Glibc
internal import TenCore

/// P10: warm starts over the server's HTTP API, from the first byte of the request to the last of the answer that says that every node runs.
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
    var times: [Double] = []
    for round in 0..<600 {
      let begin = now()
      guard start(connection, "one_\(round)") else { return }
      if round >= 100 { times.append(now() - begin) }
      guard stop(connection, "one_\(round)") else { return }
    }
    _ = Report("P10", "warm start, one at a time, from POST /start to every node ready: p50", percentile(times, 0.5) / 1e6, "ms")
    _ = Report("P10", "warm start, one at a time, from POST /start to every node ready: p99", percentile(times, 0.99) / 1e6, "ms")
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
          guard start(connection, "many_\(number)_\(round)"), stop(connection, "many_\(number)_\(round)") else { return }
          done.withLock { $0 += 1 }
          round += 1
        }
      }
    }
    for thread in threads { thread.join() }
    let rate = Double(done.withLock { $0 }) / (now() - began) * 1e9
    _ = Report("P10", "starts sustained, each stopped again", rate, "per_s")
  }

  private static func start(_ connection: BenchConnection, _ channel: String) -> Bool {
    done(connection.post("/start", #"{"request_id": "r", "channel_name": "\#(channel)", "graph_name": "four", "user_uid": 17}"#), "start", channel)
  }

  private static func stop(_ connection: BenchConnection, _ channel: String) -> Bool {
    done(connection.post("/stop", #"{"request_id": "r", "channel_name": "\#(channel)"}"#), "stop", channel)
  }

  private static func done(_ answer: (status: Int, body: String)?, _ what: String, _ channel: String) -> Bool {
    guard answer?.status != 200 else { return true }
    print("a \(what) failed (\(channel)): \(answer.map { "\($0.status) \($0.body)" } ?? "the connection is gone")")
    return false
  }
}
