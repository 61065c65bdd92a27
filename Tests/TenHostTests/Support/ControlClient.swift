import Glibc
import TenControl
import TenCore
import Testing

/// A server's end of a control channel. Blocking, with a limit of time for each line.
final class ControlClient {
  private let descriptor: CInt
  private var buffer: [UInt8] = []
  /// What was read on the way to something else.
  private(set) var events: [HostEvent] = []
  private var results: [HostReply] = []

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    try #require(descriptor >= 0)
    var limit = timeval(tv_sec: 300, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let socket = descriptor
    let isConnected = Self.withAddress(path) { Glibc.connect(socket, $0, $1) } == 0
    try #require(isConnected, "connecting to \(path)")
  }

  deinit { close(descriptor) }

  static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }

  func send(_ request: HostRequest) { send(request.line) }

  func send(_ line: [UInt8]) {
    var rest = (line + [UInt8(ascii: "\n")])[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// The next line; nil at the end of the connection, or when none comes.
  func line() -> [UInt8]? {
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        defer { buffer.removeFirst(end + 1) }
        return Array(buffer[..<end])
      }
      let count = recv(descriptor, &piece, piece.count, 0)
      // After a stop of this process.
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      buffer += piece[..<count]
    }
  }

  func reply() throws -> HostReply? { try line().map { try HostReply(line: $0) } }

  func greeting() throws -> HostGreeting {
    while let reply = try reply() {
      if case .hello(let greeting) = reply { return greeting }
    }
    throw Missing(what: "a greeting")
  }

  /// Why the connection was refused; it is closed then.
  func refusal() throws -> String {
    while let reply = try reply() {
      if case .refused(let reason) = reply {
        #expect(line() == nil)
        return reason
      }
    }
    throw Missing(what: "a refusal")
  }

  func result(_ id: Int) throws -> (status: CommandResult.Status, properties: Properties) {
    while true {
      for case .result(id, let status, true, let properties) in results { return (status, properties) }
      try read("the result \(id)")
    }
  }

  /// The first event of this kind that fits.
  func event(_ kind: HostEvent.Kind, where fits: (HostEvent) -> Bool = { _ in true }) throws -> HostEvent {
    while true {
      if let found = events.first(where: { $0.kind == kind && fits($0) }) { return found }
      try read("the event \(kind)")
    }
  }

  private func read(_ what: String) throws {
    switch try reply() {
    case .event(let event)?: events.append(event)
    case .result(let id, let status, let isFinal, let properties)?:
      results.append(.result(id: id, status: status, isFinal: isFinal, properties))
    case .hello?: break
    case .refused(let reason)?: throw Missing(what: "\(what); the connection was refused: \(reason)")
    case nil: throw Missing(what: what)
    }
  }

  struct Missing: Error, CustomStringConvertible {
    let what: String
    var description: String { "the host ended the connection, or said nothing for 300 s, before \(what)" }
  }
}
