internal import TenCore
internal import TenLoop

/// One connection of the server.
final class ServerMember: ChannelMember, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private unowned let server: ChannelServer
  private let pipe: FramePipe
  private var request: JoinRequest?
  private var isIn = false
  private var isOver = false
  private var token: AgoraToken?
  private var timers: [TimerID] = []

  /// What a token's end is announced before.
  static let warning: UInt64 = 30

  init(_ server: ChannelServer, _ pipe: FramePipe) {
    self.server = server
    self.pipe = pipe
  }

  var participant: Participant { request?.participant ?? .rtm("") }
  var receivesAudio: Bool { request?.receivesAudio ?? false }
  var receivesVideo: Bool { request?.receivesVideo ?? false }
  var dropped: Int { pipe.dropped }
  private var channel: String { request?.channel ?? "" }
  private var now: UInt64 { server.loop.unixTime / 1_000_000_000 }

  func begin() {
    timers = [server.loop.after(5_000_000_000) { [weak self] in self?.finish(.timedOut, "no join came within 5 seconds") }]
    _ = Task(executorPreference: server.loop) { [self] in await read() }
  }

  private func read() async {
    do {
      while !isOver, let frame = try await pipe.next() {
        guard !isOver else { break }
        try handle(try ClientFrame(frame))
      }
      end("dropped")
      pipe.close()
    } catch let error as ChannelError {
      finish(error.code, error.reason)
    } catch {
      end("dropped")
      pipe.close()
    }
  }

  private func handle(_ frame: ClientFrame) throws(ChannelError) {
    guard isIn else {
      guard case .join(let request) = frame else { throw FrameDecoder.malformed("the first frame must be a join") }
      return try join(request)
    }
    switch frame {
    case .join: throw FrameDecoder.malformed("a second join; a connection is one participant in one channel")
    case .audio(let audio):
      try permit(.publishAudio, "publishing audio")
      publish(.audio(from: try uid("publishing audio"), audio))
    case .video(let video):
      try permit(.publishVideo, "publishing video")
      publish(.video(from: try uid("publishing video"), video))
    case .data(let data):
      try ChannelRooms.checkData(data, by: participant)
      try permit(.publishData, "sending data")
      publish(.data(from: try uid("sending data"), data))
    case .message(let message, let customType):
      try ChannelRooms.checkMessage(message, customType: customType, by: participant)
      let time = Int64(clamping: server.loop.unixTime / 1_000_000)
      publish(.message(from: participant.id, message, customType: customType, unixMilliseconds: time))
    case .presence(let states):
      try ChannelRooms.checkPresence(states, by: participant)
      publish(.presence(from: participant.id, states))
    case .renew(let text):
      guard var request else { return }
      request.token = text
      try check(request)
    case .leave: finish(.closed, "left", reason: "left")
    }
  }

  private func join(_ request: JoinRequest) throws(ChannelError) {
    try request.check()
    cancelTimers()
    try check(request)
    self.request = request
    try server.enter(self, request.channel)
    isIn = true
  }

  private func publish(_ event: ChannelEvent) { server.publish(event, by: self, channel) }

  private func uid(_ attempted: String) throws(ChannelError) -> UInt32 {
    guard let uid = participant.uid else {
      throw ChannelError(.notPermitted, attempted: "\(attempted) as \(participant)", reason: "only an rtc participant may")
    }
    return uid
  }

  func tell(_ event: ChannelEvent) { write(.event(event)) }

  func write(_ frame: ServerFrame) {
    guard !isOver, !pipe.send(frame.frame) else { return }
    // Not in the middle of a round that tells everybody.
    server.loop.post { [weak self] in self?.finish(.full, "it reads too slowly: more than 1 MiB of data and messages waits", isBehind: true) }
  }

  /// Tells why, and ends the connection.
  func finish(_ code: ChannelError.Code, _ text: String, reason: String = "dropped", isBehind: Bool = false) {
    guard !isOver else { return }
    end(reason)
    pipe.finish(ServerFrame.event(.ended(ChannelError(code, attempted: "", reason: text))).frame, isBehind: isBehind)
  }

  func serverCloses() {
    guard !isOver else { return }
    isOver = true
    cancelTimers()
    _ = pipe.send(ServerFrame.event(.ended(ChannelError(.closed, attempted: "", reason: "the server was stopped"))).frame)
    pipe.close()
  }

  private func end(_ reason: String) {
    guard !isOver else { return }
    isOver = true
    cancelTimers()
    server.remove(self, channel: isIn ? channel : nil, reason: reason)
    isIn = false
  }

  private func cancelTimers() {
    for timer in timers { server.loop.cancel(timer) }
    timers = []
  }

  /// Checks the token where the server knows an app, and has its end announced and carried out.
  private func check(_ request: JoinRequest) throws(ChannelError) {
    guard let app = server.app else { return }
    guard let text = request.token, !text.isEmpty else {
      throw ChannelError(
        .noToken, attempted: "joining '\(request.channel)'", reason: "the server asks for an Agora token, since it knows an app certificate")
    }
    let token = try AgoraToken(text)
    try token.check(for: request, of: app, now: now)
    self.token = token
    cancelTimers()
    let left = token.expiresAt - min(now, token.expiresAt)
    timers = [
      server.loop.after(left * 1_000_000_000) { [weak self] in self?.finish(.expiredToken, "the token has expired") },
      server.loop.after((left - min(left, Self.warning)) * 1_000_000_000) { [weak self] in
        guard let self, self.isIn else { return }
        self.tell(.tokenWillExpire)
      },
    ]
  }

  private func permit(_ privilege: AgoraToken.Privilege, _ attempted: String) throws(ChannelError) {
    guard let token else { return }
    guard token.grants(privilege, now: now) else {
      throw ChannelError(.notPermitted, attempted: attempted, reason: "the token does not grant \(attempted)")
    }
  }
}
