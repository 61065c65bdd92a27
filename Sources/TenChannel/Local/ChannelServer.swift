internal import TenCore
package import TenLoop

/// The server of the local channels: `tenhost channels`. On the loop's thread only; must be closed.
package final class ChannelServer: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  package static let mostMembers = 1_024

  package let path: String
  let loop: UVLoop
  let app: AgoraApp?
  private let listener: PipeListener
  private var rooms = ChannelRooms()
  private var members: [ObjectIdentifier: ServerMember] = [:]
  private(set) var isClosed = false
  /// Tells of who joins and leaves, in words.
  private let onNote: (String) -> Void

  private init(_ loop: UVLoop, _ path: String, _ app: AgoraApp?, _ onNote: @escaping (String) -> Void) throws(UVError) {
    self.loop = loop
    self.path = path
    self.app = app
    self.onNote = onNote
    listener = try PipeListener(loop, path: path)
  }

  /// Begins to listen. A socket file that a dead server has left is replaced.
  /// - Parameter app: whose tokens are asked for; nil asks for none.
  /// - Throws: `ChannelError`, when another server listens there.
  package static func start(
    _ loop: UVLoop, path: String = SocketPath.standard, app: AgoraApp? = nil, onNote: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws(ChannelError) -> ChannelServer {
    try SocketPath.makeFolder(of: path)
    let attempt = "listening on \(path)"
    switch SocketPath.look(path) {
    case .nothing: break
    case .other: throw ChannelError(.noServer, attempted: attempt, reason: "there is a file that is no socket; name another path")
    case .socket:
      guard await !isAlive(loop, path) else {
        throw ChannelError(.taken, attempted: attempt, reason: "another server listens there already; stop it, or name another path with --socket")
      }
      SocketPath.remove(path)
    }
    do throws(UVError) {
      let server = try ChannelServer(loop, path, app, onNote)
      server.accept()
      return server
    } catch {
      throw ChannelError(.noServer, attempted: attempt, reason: "\(error.message) (\(error.name))")
    }
  }

  private static func isAlive(_ loop: UVLoop, _ path: String) async -> Bool {
    guard let pipe = try? await UVPipe.connect(loop, path: path) else { return false }
    pipe.close()
    return true
  }

  private func accept() {
    _ = Task(executorPreference: loop) { [self] in
      while !isClosed { await acceptOne() }
    }
  }

  private func acceptOne() async {
    do {
      let pipe = try await listener.accept()
      guard !isClosed else { return pipe.close() }
      let member = ServerMember(self, FramePipe(pipe))
      guard members.count < Self.mostMembers else {
        return member.finish(.full, "the server has \(Self.mostMembers) connections already")
      }
      members[ObjectIdentifier(member)] = member
      member.begin()
    } catch {
      guard !isClosed else { return }
      onNote("\(error)")
      // Such as too many open files: it may pass.
      await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
        _ = loop.after(100_000_000) { continuation.resume() }
      }
    }
  }

  func enter(_ member: ServerMember, _ channel: String) throws(ChannelError) {
    let others = try rooms.join(member, channel: channel)
    member.write(.welcome(channel: channel, others))
    rooms.tellPresence(to: member, channel: channel)
    onNote("\(member.participant) joined '\(channel)'")
  }

  func publish(_ event: ChannelEvent, by member: ServerMember, _ channel: String) { rooms.publish(event, by: member, channel: channel) }

  func remove(_ member: ServerMember, channel: String?, reason: String) {
    members[ObjectIdentifier(member)] = nil
    guard let channel else { return }
    rooms.leave(member, channel: channel, reason: reason)
    onNote("\(member.participant) left '\(channel)' (\(reason)\(member.dropped > 0 ? ", \(member.dropped) frames dropped" : ""))")
  }

  /// Ends all connections and removes the socket's file. May be called more than once.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    listener.close()
    for member in members.values { member.serverCloses() }
    members = [:]
  }
}
