public import TenCore

/// What a fork server says to its supervisor.
public enum ForkReply: Sendable {
  /// The first line: the graph is loaded.
  case ready(ForkGreeting)
  /// The graph cannot be run; the fork server ends after this line.
  case invalid([Value])
  /// The host listens on its socket.
  case forked(host: String, processID: Int, startTime: Int)
  case failed(host: String, reason: String)
  /// A host has ended: with an exit code, or by a signal.
  case exited(host: String, code: Int?, signal: Int?)
}

public struct ForkGreeting: Sendable, Hashable {
  /// What it speaks; a greeting with another number than `ControlProtocol.version` is refused where it is read.
  public var protocolVersion = ControlProtocol.version
  public var version: String
  public var processID: Int
  public var graph: String
  /// Every file that the graph was read from, with what it held: a fork server whose files have changed since is replaced.
  public var files: [GraphFileDigest]
  /// The start values that the graph's nodes take, in order: `name`, `type`, `required`, `secret`.
  public var takes: [Value]
  public var extensions: [String]

  public init(version: String, processID: Int, graph: String, files: [GraphFileDigest], takes: [Value], extensions: [String]) {
    self.version = version
    self.processID = processID
    self.graph = graph
    self.files = files
    self.takes = takes
    self.extensions = extensions
  }
}

/// What a file held: its length and a 64-bit FNV-1a hash of its bytes.
public struct GraphFileDigest: Sendable, Hashable {
  public var path: String
  public var bytes: Int
  public var hash: UInt64

  public init(path: String, bytes: Int, hash: UInt64) {
    self.path = path
    self.bytes = bytes
    self.hash = hash
  }
}
