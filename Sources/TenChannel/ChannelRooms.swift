package import TenCore

/// Someone in a room, as the room sees it.
package protocol ChannelMember: AnyObject {
  var participant: Participant { get }
  var receivesAudio: Bool { get }
  var receivesVideo: Bool { get }
  /// Must not call the rooms back before it returns.
  func tell(_ event: ChannelEvent)
}

/// Who is in which channel, and who is told what. The core of the server and of the hub of the tests; protected by its owner.
package struct ChannelRooms {
  private struct Room {
    var members: [any ChannelMember] = []
    /// States by user, of those who have set some.
    var presence: [(user: String, states: [String: String])] = []
  }

  package static let longestData = 1_024
  package static let longestMessage = 32_768
  package static let longestCustomType = 255
  /// Bytes of all names and texts of one user's states.
  package static let longestPresence = 16_384

  private var rooms: [String: Room] = [:]

  package init() {}

  /// Adds a member, tells the others, and tells it the presence of those who have set some.
  /// - Returns: who was there before.
  package mutating func join(_ member: any ChannelMember, channel: String) throws(ChannelError) -> [Participant] {
    var room = rooms[channel] ?? Room()
    guard !room.members.contains(where: { $0.participant == member.participant }) else {
      throw ChannelError(
        .taken, attempted: "joining the channel '\(channel)' as \(member.participant)",
        reason: "a participant of this kind and id is there already; choose another id, or let that one leave")
    }
    for other in room.members { other.tell(.joined(member.participant)) }
    let others = room.members.map(\.participant)
    room.members.append(member)
    rooms[channel] = room
    return others
  }

  /// Tells a newcomer the states that others have set; to be called when it knows who is there.
  package func tellPresence(to member: any ChannelMember, channel: String) {
    guard member.participant.kind == .rtm, let room = rooms[channel] else { return }
    for (user, states) in room.presence where user != member.participant.id { member.tell(.presence(from: user, states)) }
  }

  package mutating func leave(_ member: any ChannelMember, channel: String, reason: String) {
    guard var room = rooms[channel], room.members.contains(where: { $0 === member }) else { return }
    room.members.removeAll { $0 === member }
    if member.participant.kind == .rtm { room.presence.removeAll { $0.user == member.participant.id } }
    rooms[channel] = room.members.isEmpty ? nil : room
    for other in room.members { other.tell(.left(member.participant, reason: reason)) }
  }

  /// Passes on what a member publishes to those whom it concerns, never back.
  package mutating func publish(_ event: ChannelEvent, by member: any ChannelMember, channel: String) {
    guard let room = rooms[channel] else { return }
    if case .presence(let user, let states) = event {
      if let index = room.presence.firstIndex(where: { $0.user == user }) {
        rooms[channel]?.presence[index].states = states
      } else {
        rooms[channel]?.presence.append((user, states))
      }
    }
    for other in room.members where other !== member && Self.concerns(event, other) { other.tell(event) }
  }

  package static func concerns(_ event: ChannelEvent, _ member: any ChannelMember) -> Bool {
    switch event {
    case .audio: member.participant.kind == .rtc && member.receivesAudio
    case .video: member.participant.kind == .rtc && member.receivesVideo
    case .data: member.participant.kind == .rtc
    case .message, .presence: member.participant.kind == .rtm
    case .joined, .left, .tokenWillExpire, .ended: true
    }
  }

  package func participants(of channel: String) -> [Participant] { rooms[channel]?.members.map(\.participant) ?? [] }

  package static func checkData(_ data: Payload, by participant: Participant) throws(ChannelError) {
    guard participant.kind == .rtc else { throw wrongKind("sending data", participant, .rtc) }
    guard data.count <= longestData else { throw tooLarge("sending \(data.count) bytes of data", "a packet has at most \(longestData) bytes") }
  }

  package static func checkMessage(_ message: Payload, customType: String, by participant: Participant) throws(ChannelError) {
    guard participant.kind == .rtm else { throw wrongKind("sending a message", participant, .rtm) }
    guard message.count <= longestMessage else {
      throw tooLarge("sending a message of \(message.count) bytes", "a message has at most \(longestMessage) bytes")
    }
    guard customType.utf8.count <= longestCustomType else {
      throw tooLarge("sending a message with a custom type of \(customType.utf8.count) bytes", "it has at most \(longestCustomType) bytes")
    }
  }

  package static func checkPresence(_ states: [String: String], by participant: Participant) throws(ChannelError) {
    guard participant.kind == .rtm else { throw wrongKind("setting presence states", participant, .rtm) }
    let count = states.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    guard count <= longestPresence else {
      throw tooLarge("setting presence states of \(count) bytes", "names and texts have at most \(longestPresence) bytes")
    }
  }

  private static func wrongKind(_ attempted: String, _ participant: Participant, _ needed: Participant.Kind) -> ChannelError {
    ChannelError(.notPermitted, attempted: "\(attempted) as \(participant)", reason: "only an \(needed.rawValue) participant may; join as one")
  }

  private static func tooLarge(_ attempted: String, _ reason: String) -> ChannelError {
    ChannelError(.tooLarge, attempted: attempted, reason: reason)
  }
}
