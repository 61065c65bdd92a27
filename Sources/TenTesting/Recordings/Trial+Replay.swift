internal import TenCore
internal import TenRuntime

/// How fast a recording is sent again.
public enum ReplayPace: Sendable {
  /// With the virtual time between two messages that lay between them when they were recorded.
  case recorded
  /// One after the other.
  case atOnce
}

extension Trial {
  /// Sends recorded messages in their order. Data waits for room as usual; commands are sent without waiting for their results.
  /// - `node`: nil for the node under test.
  public func replay(
    _ recording: RecordedMessages, pace: ReplayPace = .recorded, to node: String? = nil, fileID: String = #fileID, line: Int = #line
  ) async throws {
    let begin = loop.now
    let first = recording.entries.first?.time ?? .zero
    for entry in recording.entries {
      if pace == .recorded {
        let due = begin &+ max(.zero, entry.time - first).nanoseconds
        if due > loop.now { await advance(by: .nanoseconds(Int64(clamping: due - loop.now))) }
      }
      try await replay(entry.message, to: node, fileID, line)
    }
  }

  private func replay(_ message: any Message, to node: String?, _ fileID: String, _ line: Int) async throws {
    switch message {
    case let command as Command: try sendWithoutWaiting(command, to: node, fileID: fileID, line: line)
    case let data as DataMessage: try await send(data, to: node, fileID: fileID, line: line)
    case let frame as AudioFrame: try send(frame, to: node, fileID: fileID, line: line)
    case let frame as VideoFrame: try send(frame, to: node, fileID: fileID, line: line)
    default: break
    }
  }
}
