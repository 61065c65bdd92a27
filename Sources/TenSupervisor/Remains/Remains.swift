public import TenControl
public import TenCore

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

  public let host: String
  public let folder: RuntimeFolder

  public init(of host: String, in folder: RuntimeFolder) {
    self.host = host
    self.folder = folder
  }

  /// - Parameters:
  ///   - milliseconds: from the session's start to its end, as the server knows it.
  ///   - secrets: values of the start request that must not be shown; see `secrets(of:takes:)`.
  ///   - exit: what the server knows of the process' end where its fork server wrote nothing.
  public func verdict(session: String, graph: String, milliseconds: Double, secrets: [Secret] = [], exit: HostEnd? = nil) -> Verdict {
    Verdict(endRecord: .null, code: .crashed, node: nil, detail: "", isOwn: false)
  }
}
