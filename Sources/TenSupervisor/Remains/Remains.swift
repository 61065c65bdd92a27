public import TenControl
public import TenCore
internal import TenGraph

/// What a host that has ended left in the runtime folder, and the end record made of it.
///
/// The files may be missing, torn, or hold anything: what is not understood is left out. Every read is bounded.
public struct Remains: Sendable {
  /// The end record, and its words for `SessionRecord`.
  public struct Verdict: Sendable {
    public var endRecord: Value
    public var code: EndReason.Code
    public var node: String?
    public var detail: String
    /// The host wrote its end record itself.
    public var isOwn: Bool
  }

  public static let logLines = 50
  public static let outputLines = 50
  static let firstOutputLines = 15
  static let bytesRead = 256 << 10

  public let host: String
  public let folder: RuntimeFolder
  let scrubber: SecretScrubber?

  /// - Parameter scrubber: knows the session's secrets; what the process printed is in none of the host's own hands. Without one that is left out.
  public init(of host: String, in folder: RuntimeFolder, scrubber: SecretScrubber?) {
    self.host = host
    self.folder = folder
    self.scrubber = scrubber
  }

  /// The end record: the host's own, or one made of what is left.
  /// - Parameters:
  ///   - milliseconds: from the session's start to its end, as the server knows it.
  ///   - end: how the process ended, where the server knows it and its fork server wrote nothing.
  ///   - cause: why the server itself ended the process, where it did: its reason comes before what the signal usually means.
  public func verdict(session: String, graph: String, milliseconds: Double, end: HostEnd? = nil, cause: EndReason? = nil) -> Verdict {
    if let own = ownRecord(session: session) { return own }
    let end = exit ?? end
    let output = output
    let flight = flight
    let fatal = Self.fatalLine(of: output)
    let code = cause?.code ?? Self.code(of: end)
    var detail =
      cause.map { $0.detail.isEmpty ? "the server ended its process" : $0.detail } ?? end?.words ?? "its process is gone, and nobody saw how it ended"
    if let words = flight?.words { detail += "; \(words)" }
    if let fatal { detail += "; it said: \(fatal)" }

    var record: Properties = ["session": .string(session), "graph": .string(graph), "reason": .string(code.rawValue), "detail": .string(detail)]
    if let node = flight?.node { record["node"] = .string(node) }
    record["milliseconds"] = .float(milliseconds)
    record["nodes"] = []
    record["connections"] = []
    record["start"] = .some(.null)
    record["audit"] = ["the host's process ended before its audit"]
    if let end { record["exit"] = end.value }
    if let flight { record["flight"] = flight.value }
    if !output.isEmpty { record["output"] = .array(Self.shortened(output).map(Value.string)) }
    let log = log
    if !log.isEmpty { record["log"] = .array(log) }
    return Verdict(endRecord: .object(record), code: code, node: flight?.node, detail: detail, isOwn: false)
  }

  /// How the fork server saw the process end.
  public var exit: HostEnd? {
    guard let object = object(at: folder.exit(of: host), bytes: 4_096) else { return nil }
    if let signal = object["signal"]?.int, (1...64).contains(signal) { return .signalled(signal) }
    if let code = object["code"]?.int, (0...255).contains(code) { return .exited(code: code) }
    return nil
  }

  /// The record that the host wrote because no server took it. One of another session is none.
  private func ownRecord(session: String) -> Verdict? {
    guard let object = object(at: folder.endRecord(of: host), bytes: 4 << 20), let reason = object["reason"]?.string,
      let code = EndReason.Code(rawValue: reason), object["session"]?.string ?? session == session
    else { return nil }
    return Verdict(
      endRecord: .object(object), code: code, node: object["node"]?.string, detail: object["detail"]?.string ?? "", isOwn: true)
  }

  private static func code(of end: HostEnd?) -> EndReason.Code {
    switch end {
    case .exited(code: 70): .blocked
    case .signalled(24): .overLimit
    default: .crashed
    }
  }

  private func object(at path: String, bytes limit: Int) -> Properties? {
    let (bytes, isCut) = FileTail.read(path, bytes: limit)
    guard !isCut, !bytes.isEmpty else { return nil }
    return try? JSON.parse(bytes).object
  }
}
