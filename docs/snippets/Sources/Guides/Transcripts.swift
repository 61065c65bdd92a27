import TenRuntime

/// Data as a Swift type, there and back.
public actor Transcripts: Extension {
  public static let manifest = Manifest(name: "transcripts")
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }

  // snippet
  struct Line: Codable {
    var text: String
    var final: Bool
  }

  public func handle(_ data: DataMessage) async throws {
    let line = try data.decode(Line.self)
    guard line.final else { return }
    try await context.send(try DataMessage("line", encoding: line))
  }
  // end
}
