import Glibc
import TenCore
import TenLoop
import Testing

@testable import TenChannel

/// Runs async code as a task of a new loop with a folder for sockets; whatever is open at the end fails the test.
func withSocket(_ body: @escaping @Sendable (UVLoop, String) async throws -> Void) throws {
  signal(SIGPIPE, SIG_IGN)
  var template = Array("/tmp/tenchannel-XXXXXX".utf8CString)
  let folder = String(cString: try #require(mkdtemp(&template)))
  let loop = try UVLoop()
  nonisolated(unsafe) var result: Result<Void, any Error>?  // protected by the loop, which this thread runs
  Task(executorPreference: loop) {
    do { result = .success(try await body(loop, "\(folder)/c.sock")) } catch { result = .failure(error) }
  }
  var isLate = false
  let timer = loop.after(300_000_000_000) { isLate = true }
  loop.run { isLate || result != nil }
  loop.cancel(timer)
  #expect(loop.close().isEmpty)
  let isEmpty = rmdir(folder) == 0
  #expect(isEmpty, "the socket was left behind")
  try #require(result, "the test did not end").get()
}

/// The same with a server.
func withServer(app: AgoraApp? = nil, _ body: @escaping @Sendable (UVLoop, LocalTransport) async throws -> Void) throws {
  try withSocket { loop, path in
    let server = try await ChannelServer.start(loop, path: path, app: app)
    defer { server.close() }
    let transport = LocalTransport(loop, path: path)
    defer { transport.loopWillClose() }
    try await body(loop, transport)
  }
}

extension UVLoop {
  func wait(milliseconds: UInt64) async {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in _ = after(milliseconds * 1_000_000) { continuation.resume() } }
  }

  /// Waits for what another task brings about.
  func until(location: SourceLocation = #_sourceLocation, _ condition: () -> Bool) async {
    let end = now + 300_000_000_000
    while !condition(), now < end { await wait(milliseconds: 1) }
    if !condition() { Issue.record("waited in vain", sourceLocation: location) }
  }
}

/// Somebody in a channel, and what it was told.
final class Guest: Sendable {
  private let log = Locked<[ChannelEvent]>([])
  private let place = Locked<(any ChannelConnection)?>(nil)

  static func enter(_ transport: LocalTransport, _ participant: Participant, _ channel: String = "room", token: Secret? = nil) async throws -> Guest {
    let guest = Guest()
    var request = JoinRequest(channel: channel, participant: participant, token: token)
    request.receivesVideo = true
    let connection = try await transport.join(request) { event in guest.log.withLock { $0.append(event) } }
    guest.place.withLock { $0 = connection }
    return guest
  }

  var connection: any ChannelConnection { place.withLock { $0! } }
  var events: [ChannelEvent] { log.withLock { $0 } }
  var joined: [Participant] { events.compactMap { if case .joined(let who) = $0 { who } else { nil } } }
  var left: [String] { events.compactMap { if case .left(let who, let reason) = $0 { "\(who) \(reason)" } else { nil } } }
  var audio: [ChannelAudio] { events.compactMap { if case .audio(_, let audio) = $0 { audio } else { nil } } }
  var video: [ChannelVideo] { events.compactMap { if case .video(_, let video) = $0 { video } else { nil } } }
  var data: [Payload] { events.compactMap { if case .data(_, let data) = $0 { data } else { nil } } }
  var messages: [String] {
    events.compactMap { if case .message(let from, let bytes, let type, _) = $0 { "\(from) \(type) \(bytes.utf8)" } else { nil } }
  }
  var end: ChannelError? { events.lazy.compactMap { if case .ended(let error) = $0 { error } else { nil } }.first }
}

func sound(_ byte: UInt8, count: Int = 320) -> ChannelAudio {
  ChannelAudio(sampleRate: 16_000, timestamp: 7, payload: Payload([UInt8](repeating: byte, count: count)))
}

/// What a call throws, when that is an error of channels.
func code(_ body: () async throws -> Void) async -> ChannelError.Code? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? ChannelError)?.code
  }
}

/// The file of a socket that nobody listens on.
struct UnixSocketFile {
  let path: String

  init(_ path: String) throws {
    self.path = path
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    try #require(code == 0)
  }

  func remove() { unlink(path) }
}
