internal import TenCore
internal import TenLoop

/// A participant's place, over the socket.
final class LocalConnection: ChannelConnection, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private enum Phase { case joining, isIn, leaving, over }

  private let loop: UVLoop
  private let pipe: FramePipe
  private let request: JoinRequest
  private let onEvent: @Sendable (ChannelEvent) -> Void
  private let onOver: (LocalConnection) -> Void
  private var phase = Phase.joining
  private var joiner: UnsafeContinuation<ChannelError?, Never>?
  private var leavers: [UnsafeContinuation<Void, Never>] = []
  private(set) var participants: [Participant] = []

  init(
    _ loop: UVLoop, _ pipe: FramePipe, _ request: JoinRequest, _ onEvent: @escaping @Sendable (ChannelEvent) -> Void,
    onOver: @escaping (LocalConnection) -> Void
  ) {
    self.loop = loop
    self.pipe = pipe
    self.request = request
    self.onEvent = onEvent
    self.onOver = onOver
  }

  private var who: String { "\(request.participant) in the channel '\(request.channel)'" }

  func join() async throws(ChannelError) {
    let attempt = "joining the channel '\(request.channel)' as \(request.participant)"
    _ = pipe.send(ClientFrame.join(request).frame)
    _ = Task(executorPreference: loop) { [self] in await read() }
    let timer = loop.after(5_000_000_000) { [self] in
      if phase == .joining { end(ChannelError(.timedOut, attempted: attempt, reason: "the server has not answered within 5 seconds")) }
    }
    let error = await withTaskCancellationHandler {
      await withUnsafeContinuation { (continuation: UnsafeContinuation<ChannelError?, Never>) in
        // A cancelled task's handler may have run before.
        if phase == .joining { joiner = continuation } else { continuation.resume(returning: cancelled(attempt)) }
      }
    } onCancel: {
      loop.post { [self] in
        if phase == .joining { end(cancelled(attempt)) }
      }
    }
    loop.cancel(timer)
    if let error { throw ChannelError(error.code, attempted: attempt, reason: error.reason) }
  }

  private func cancelled(_ attempt: String) -> ChannelError { ChannelError(.closed, attempted: attempt, reason: "the task was cancelled") }

  private func read() async {
    do {
      while phase != .over, let frame = try await pipe.next() { handle(try ServerFrame(frame)) }
      end(ChannelError(.closed, attempted: "being \(who)", reason: "the server has closed the connection"))
    } catch let error as ChannelError {
      end(error)
    } catch {
      end(ChannelError(.closed, attempted: "being \(who)", reason: "\(error)"))
    }
  }

  private func handle(_ frame: ServerFrame) {
    switch frame {
    case .welcome(_, let others):
      guard phase == .joining else { return }
      phase = .isIn
      participants = others
      let waiting = joiner
      joiner = nil
      for other in others { onEvent(.joined(other)) }
      waiting?.resume(returning: nil)
    case .event(.ended(let error)): end(ChannelError(error.code, attempted: "being \(who)", reason: error.reason))
    case .event(let event):
      guard phase == .isIn else { return }
      if case .joined(let other) = event { participants.append(other) }
      if case .left(let other, _) = event { participants.removeAll { $0 == other } }
      onEvent(event)
    }
  }

  private func end(_ error: ChannelError) {
    guard phase != .over else { return }
    let wasIn = phase == .isIn
    phase = .over
    pipe.close()
    participants = []
    onOver(self)
    let (joiner, leavers) = (joiner, leavers)
    (self.joiner, self.leavers) = (nil, [])
    joiner?.resume(returning: error)
    if wasIn { onEvent(.ended(error)) }
    for leaver in leavers { leaver.resume() }
  }

  func publish(_ audio: ChannelAudio) -> Bool {
    guard request.participant.kind == .rtc, audio.payload.count % (2 * max(1, audio.channels)) == 0 else { return false }
    return offer(.audio(audio), audio.payload.count)
  }

  func publish(_ video: ChannelVideo) -> Bool {
    guard request.participant.kind == .rtc else { return false }
    return offer(.video(video), video.payload.count)
  }

  private func offer(_ message: ClientFrame, _ count: Int) -> Bool {
    guard phase == .isIn, pipe.hasRoom(count + 64) else { return false }
    let frame = message.frame
    return frame.fits && pipe.send(frame)
  }

  func send(data: Payload) throws(ChannelError) {
    try ChannelRooms.checkData(data, by: request.participant)
    try send(.data(data), "sending data")
  }

  func send(message: Payload, customType: String) throws(ChannelError) {
    try ChannelRooms.checkMessage(message, customType: customType, by: request.participant)
    try send(.message(message, customType: customType), "sending a message")
  }

  func setPresence(_ states: [String: String]) throws(ChannelError) {
    try ChannelRooms.checkPresence(states, by: request.participant)
    try send(.presence(states), "setting presence states")
  }

  func renew(token: Secret) throws(ChannelError) { try send(.renew(token), "renewing the token") }

  private func send(_ message: ClientFrame, _ attempted: String) throws(ChannelError) {
    guard phase == .isIn else { throw ChannelError(.closed, attempted: "\(attempted) as \(who)", reason: "the connection is over") }
    guard pipe.hasRoom(message.frame.body.count + 5), pipe.send(message.frame) else {
      throw ChannelError(.full, attempted: "\(attempted) as \(who)", reason: "more than 1 MiB waits to be sent; send less, or later")
    }
  }

  func leave() async {
    guard phase == .isIn || phase == .leaving else { return }
    if phase == .isIn {
      phase = .leaving
      _ = pipe.send(ClientFrame.leave.frame)
      _ = loop.after(1_000_000_000) { [weak self] in self?.abandon() }
    }
    await withUnsafeContinuation { continuation in
      // The end may have come on the way here.
      if phase == .leaving { leavers.append(continuation) } else { continuation.resume() }
    }
  }

  /// Closes without a word.
  func abandon() { end(ChannelError(.closed, attempted: "being \(who)", reason: "it was closed")) }
}
