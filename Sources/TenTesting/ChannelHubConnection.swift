internal import TenChannel
internal import TenCore

/// A place in a channel of the hub.
final class HubConnection: ChannelConnection, ChannelMember, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private let hub: ChannelHub
  private let loop: VirtualLoop
  private let request: JoinRequest
  private let onEvent: @Sendable (ChannelEvent) -> Void
  var isIn = true
  private var isOver = false

  init(_ hub: ChannelHub, _ loop: VirtualLoop, _ request: JoinRequest, _ onEvent: @escaping @Sendable (ChannelEvent) -> Void) {
    self.hub = hub
    self.loop = loop
    self.request = request
    self.onEvent = onEvent
  }

  var participant: Participant { request.participant }
  var channel: String { request.channel }
  var receivesAudio: Bool { request.receivesAudio }
  var receivesVideo: Bool { request.receivesVideo }
  var participants: [Participant] { isIn ? hub.participants(of: channel).filter { $0 != participant } : [] }

  func tell(_ event: ChannelEvent) {
    loop.post { [self] in
      guard !isOver else { return }
      if case .ended = event { isOver = true }
      onEvent(event)
    }
  }

  func publish(_ audio: ChannelAudio) -> Bool {
    guard isIn, let uid = participant.uid else { return false }
    hub.publish(.audio(from: uid, audio), by: self)
    return true
  }

  func publish(_ video: ChannelVideo) -> Bool {
    guard isIn, let uid = participant.uid else { return false }
    hub.publish(.video(from: uid, video), by: self)
    return true
  }

  func send(data: Payload) throws(ChannelError) {
    try requireIn("sending data")
    try ChannelRooms.checkData(data, by: participant)
    hub.publish(.data(from: participant.uid ?? 0, data), by: self)
  }

  func send(message: Payload, customType: String) throws(ChannelError) {
    try requireIn("sending a message")
    try ChannelRooms.checkMessage(message, customType: customType, by: participant)
    let time = Int64(clamping: loop.unixTime / 1_000_000)
    hub.publish(.message(from: participant.id, message, customType: customType, unixMilliseconds: time), by: self)
  }

  func setPresence(_ states: [String: String]) throws(ChannelError) {
    try requireIn("setting presence states")
    try ChannelRooms.checkPresence(states, by: participant)
    hub.publish(.presence(from: participant.id, states), by: self)
  }

  func renew(token: Secret) throws(ChannelError) {
    try requireIn("renewing the token")
    hub.renewals.append((participant, token.reveal()))
  }

  func leave() async {
    isOver = true
    guard isIn else { return }
    hub.remove(self, reason: "left")
    // The others have been told then.
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in loop.post { continuation.resume() } }
  }

  private func requireIn(_ attempted: String) throws(ChannelError) {
    guard isIn else { throw ChannelError(.closed, attempted: "\(attempted) as \(participant)", reason: "it has left the channel '\(channel)'") }
  }
}
