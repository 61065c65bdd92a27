internal import TenCore
internal import TenNet
internal import TenTesting

/// Where the calls and the sockets of a `SocketAvatar` come in.
final class SocketAvatarDesk: Sendable {
  struct State {
    var conduct = AvatarConduct.works
    var sessions: [AvatarVendorSession] = []
    var heard: [AvatarVendorEvent] = []
    var socket: PuppetSocket?
    weak var network: PuppetNetwork?
  }

  let wire: SocketAvatar.Wire
  let state = Locked(State())

  init(_ wire: SocketAvatar.Wire) { self.wire = wire }

  func answer(_ request: HTTPRequest) -> HTTPResponse {
    let call = wire.call(request)
    let session: Int? = state.withLock { state in
      switch call {
      case .end(let number): if state.sessions.indices.contains(number - 1) { state.sessions[number - 1].isOpen = false }
      case _ where state.conduct == .refuses: return nil
      case .open(let channel, let uid): state.sessions.append(AvatarVendorSession(channel: channel, uid: uid))
      case .other: break
      }
      return state.sessions.count
    }
    return session.map { wire.answer(request, $0) } ?? wire.refusal(request)
  }

  func opened(_ socket: PuppetSocket) {
    let loop = state.withLock { state in
      state.socket = socket
      return state.network?.loop
    }
    guard let loop else { return }
    Task(executorPreference: loop) {
      await loop.wait(.milliseconds(100))
      let conduct = self.state.withLock { $0.conduct }
      guard conduct != .neverReady else { return }
      try? await socket.send(.text(self.wire.ready))
      if conduct == .closes {
        await loop.wait(.milliseconds(200))
        return socket.breakOff()
      }
      await self.listen(socket, loop)
    }
  }

  private func listen(_ socket: PuppetSocket, _ loop: VirtualLoop) async {
    var lastID: String?
    while let text = await socket.receive() {
      guard let message = wire.message(text) else { continue }
      let kind: AvatarVendorEvent.Kind
      switch message {
      case .audio(let bytes, let id):
        kind = .audio(bytes)
        if id != lastID { await begin(id, socket) }
        lastID = id
      case .end:
        kind = .end
        lastID = nil
      case .interrupt:
        kind = .interrupt
        lastID = nil
      }
      let event = AvatarVendorEvent(kind, at: .nanoseconds(Int64(loop.now)))
      state.withLock { $0.heard.append(event) }
    }
  }

  /// The first audio of an utterance has come.
  private func begin(_ id: String, _ socket: PuppetSocket) async {
    switch state.withLock({ $0.conduct }) {
    case .silent: break
    case .refusesAudio: try? await socket.send(.text(wire.error(id)))
    default: try? await socket.send(.text(wire.speaks(id)))
    }
  }
}
