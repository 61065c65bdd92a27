internal import Logging
internal import TenCore
internal import TenTesting

/// The log of a run, kept for the case that it fails: the last lines, with virtual time.
final class RunLog: Sendable {
  static let maximum = 200

  private struct State {
    var lines: [String] = []
    var dropped = 0
  }

  private let state = Locked(State())
  private let log: ObservationLog

  init(_ log: ObservationLog) { self.log = log }

  var lines: [String] {
    state.withLock { $0.dropped == 0 ? $0.lines : ["(\($0.dropped) lines before)"] + $0.lines }
  }

  func handler(_ node: String?) -> any LogHandler { Handler(run: self, node: node ?? "session") }

  fileprivate func add(_ line: String) {
    let time = log.now.words
    state.withLock { state in
      state.lines.append("\(time)  \(line)")
      if state.lines.count > Self.maximum {
        state.lines.removeFirst()
        state.dropped += 1
      }
    }
  }

  private struct Handler: LogHandler {
    let run: RunLog
    let node: String
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
      run.add("\(event.level.rawValue)  \(node)  \(event.message)\(pairs)")
    }
  }
}
