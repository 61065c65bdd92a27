public import TenCore
internal import TenGraph

/// Messages that the extension `recorder` has written, to be sent again in a test.
///
/// With the recorder's property `payloads` a recording holds the bytes of data and frames. One without them is replayed with zeros: silence of the same length.
///
/// ```swift
/// let call = try RecordedMessages(file: "Tests/Fixtures/call.jsonl").from("agora_rtc")
/// try ExtensionHarness(Stt.self).run { trial in
///   try await trial.replay(call, pace: .recorded)
///   try await trial.fish(.data("asr_result", ["text": "hello"]))
/// }
/// ```
public struct RecordedMessages: Sendable {
  public struct Entry: Sendable {
    public let message: any Message
    public let kind: MessageKind
    /// The node that sent it; nil for the host.
    public let source: String?
    /// Since the recorder's start.
    public let time: Duration
  }

  public private(set) var entries: [Entry]

  /// - `session`: which session of a file with several.
  /// - Throws: `RecordingError`, which names the line.
  public init(file: String, session: String? = nil) throws(RecordingError) {
    let bytes: [UInt8]
    do {
      bytes = try TextFile.read(file)
    } catch {
      throw RecordingError(description: "reading the recording: \(error)")
    }
    try self.init(String(decoding: bytes, as: UTF8.self), file, session)
  }

  /// The same of a text.
  public init(text: String, session: String? = nil) throws(RecordingError) { try self.init(text, "text", session) }

  private init(_ text: String, _ name: String, _ session: String?) throws(RecordingError) {
    var sessions: [String] = []
    var read: [(session: String, entry: Entry)] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
      do {
        let line = try RecordedLine(String(line))
        if !sessions.contains(line.session) { sessions.append(line.session) }
        read.append((line.session, try line.entry()))
      } catch {
        throw RecordingError(description: "reading the recording \(name), line \(number + 1): \(error)")
      }
    }
    guard session != nil || sessions.count < 2 else {
      throw RecordingError(description: "reading the recording \(name): it holds the sessions \(sessions.joined(separator: ", ")); name one")
    }
    if let session, !sessions.contains(session) {
      throw RecordingError(
        description: "reading the recording \(name): it does not hold the session '\(session)', but \(sessions.joined(separator: ", "))")
    }
    entries = read.filter { session == nil || $0.session == session }.map(\.entry)
  }

  /// Only what this node has sent.
  public func from(_ source: String) -> RecordedMessages { filter { $0.source == source } }

  /// Only messages of these names.
  public func named(_ names: String...) -> RecordedMessages { filter { names.contains($0.message.name.text) } }

  public func filter(_ isWanted: (Entry) -> Bool) -> RecordedMessages {
    var copy = self
    copy.entries = entries.filter(isWanted)
    return copy
  }
}

/// A recording that could not be read.
public struct RecordingError: Error, Sendable, CustomStringConvertible {
  public let description: String
}
