public import TenChannel
public import TenCore
internal import TenRuntime

/// Channels in memory for tests on a virtual loop: stands in for the transport `local`. Everything is told in a later turn of the loop, in order.
///
/// ```swift
/// let hub = ChannelHub()
/// hub.attach(to: loop)
/// let user = try await hub.enter("room", .rtc(17))
/// ```
public final class ChannelHub: ChannelTransport, @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  public typealias TokenCheck = @Sendable (JoinRequest) throws(ChannelError) -> Void

  /// What somebody has published, sent or set; also renewed tokens.
  public struct Record: Sendable {
    public let channel: String
    public let participant: Participant
    public let event: ChannelEvent
  }

  private let checkToken: TokenCheck
  private var rooms = ChannelRooms()
  private var places: [HubConnection] = []
  private(set) var loop: VirtualLoop?
  /// Every request to join, refused ones too.
  public private(set) var requests: [JoinRequest] = []
  /// Everything that was published, in order.
  public private(set) var published: [Record] = []
  /// The tokens that were renewed, in order.
  public internal(set) var renewals: [(participant: Participant, token: String)] = []
  /// How long each join takes.
  public var joinDelay = Duration.zero
  /// Whether everyone gets its own sound, packets, messages and states back too, as from a server that sends all to all.
  public var echoes = false
  /// Refuses every join while it is set.
  public var refusal: ChannelError?

  /// - Parameter checkToken: throwing refuses the join.
  public init(checkToken: @escaping TokenCheck = { _ in }) { self.checkToken = checkToken }

  /// Gives the hub to the nodes of this loop.
  public func attach(to loop: VirtualLoop) {
    self.loop = loop
    loop.attachment(ChannelSlot.self, make: { ChannelSlot() }).transports["local"] = self
  }

  public func join(_ request: JoinRequest, onEvent: @escaping @Sendable (ChannelEvent) -> Void) async throws(ChannelError) -> any ChannelConnection {
    guard let loop else {
      throw ChannelError(.noServer, attempted: "joining '\(request.channel)'", reason: "the hub is on no loop; call attach(to:) first")
    }
    requests.append(request)
    if joinDelay > .zero { await loop.wait(joinDelay) }
    if let refusal { throw refusal }
    try request.check()
    try checkToken(request)
    let place = HubConnection(self, loop, request, onEvent)
    let others = try rooms.join(place, channel: request.channel)
    places.append(place)
    for other in others { place.tell(.joined(other)) }
    rooms.tellPresence(to: place, channel: request.channel)
    return place
  }

  /// Joins on behalf of the test; audio and video are received.
  public func enter(_ channel: String, _ participant: Participant, token: String? = nil) async throws(ChannelError) -> HubParticipant {
    var request = JoinRequest(channel: channel, participant: participant, token: token.map { Secret($0) })
    request.receivesVideo = true
    let log = HubParticipant.Log()
    let connection = try await join(request) { log.add($0) }
    return HubParticipant(participant, connection, log)
  }

  public func participants(of channel: String) -> [Participant] { rooms.participants(of: channel) }

  /// Breaks a connection off: the participant is told `ended`, the others that it was dropped.
  public func drop(_ participant: Participant, from channel: String, code: ChannelError.Code = .closed) {
    guard let place = place(of: participant, channel) else { return }
    place.tell(.ended(ChannelError(code, attempted: "being in the channel '\(channel)' as \(participant)", reason: "the test has ended it")))
    remove(place, reason: "dropped")
  }

  /// Tells a participant that its token ends in 30 seconds.
  public func tellTokenWillExpire(_ participant: Participant, in channel: String) { place(of: participant, channel)?.tell(.tokenWillExpire) }

  /// The bytes of what a participant has published as audio.
  public func audio(by uid: UInt32) -> [ChannelAudio] {
    published.compactMap { if case .audio(uid, let audio) = $0.event { audio } else { nil } }
  }

  /// The texts of the messages that a user has sent.
  public func messages(by user: String) -> [String] {
    published.compactMap { record in
      if case .message(user, let bytes, _, _) = record.event { bytes.text } else { nil }
    }
  }

  /// The packets that a participant has sent on the data stream.
  public func data(by uid: UInt32) -> [Payload] {
    published.compactMap { if case .data(uid, let bytes) = $0.event { bytes } else { nil } }
  }

  private func place(of participant: Participant, _ channel: String) -> HubConnection? {
    places.first { $0.participant == participant && $0.channel == channel }
  }

  func publish(_ event: ChannelEvent, by place: HubConnection) {
    published.append(Record(channel: place.channel, participant: place.participant, event: event))
    rooms.publish(event, by: place, channel: place.channel)
    if echoes, ChannelRooms.concerns(event, place) { place.tell(event) }
  }

  func remove(_ place: HubConnection, reason: String) {
    place.isIn = false
    places.removeAll { $0 === place }
    rooms.leave(place, channel: place.channel, reason: reason)
  }
}

extension Payload {
  var text: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}
