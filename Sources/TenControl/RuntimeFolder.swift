/// Where a host's files are: in a folder that belongs to the server's user alone (mode 0700).
public struct RuntimeFolder: Sendable, Hashable {
  public var path: String

  public init(_ path: String) { self.path = path }

  /// The host listens here; mode 0600.
  public func socket(of host: String) -> String { "\(path)/\(host).sock" }
  /// Log lines as JSON; the older half is `olderLog`.
  public func log(of host: String) -> String { "\(path)/\(host).log" }
  public func olderLog(of host: String) -> String { "\(path)/\(host).log.1" }
  /// What the process wrote to standard output and standard error: a trap's last words.
  public func output(of host: String) -> String { "\(path)/\(host).out" }
  /// The flight recorder: the headers of the last messages.
  public func ring(of host: String) -> String { "\(path)/\(host).ring" }
  /// The end record of a host that no server took it from.
  public func endRecord(of host: String) -> String { "\(path)/\(host).end" }
  /// How the process ended, written by its fork server.
  public func exit(of host: String) -> String { "\(path)/\(host).exit" }

  /// What becomes `path` when it is whole: a process that is killed meanwhile leaves it behind.
  public static func unfinished(_ path: String) -> String { path + ".new" }

  public func all(of host: String) -> [String] {
    let records = [endRecord(of: host), exit(of: host)]
    return [socket(of: host), log(of: host), olderLog(of: host), output(of: host), ring(of: host)] + records + records.map(Self.unfinished)
  }
}
