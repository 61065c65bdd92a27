internal import TenCore

extension JoinRequest {
  /// Other signs than letters and digits that a channel's name may have.
  private static let signs = Set(" !#$%&()+-:;<=.>?@[]^_{}|~,".utf8)
  package static let longestUser = 64

  /// - Throws: `badChannel` or `badParticipant`.
  package func check() throws(ChannelError) {
    let name = channel.utf8
    guard !name.isEmpty, name.count < 64, name.allSatisfy({ Self.isLetterOrDigit($0) || Self.signs.contains($0) }) else {
      throw ChannelError(
        .badChannel, attempted: "joining the channel '\(channel.prefix(64))'",
        reason: "a name has 1 to 63 bytes: letters, digits, spaces and any of !#$%&()+-:;<=.>?@[]^_{}|~,")
    }
    switch participant.kind {
    case .rtc:
      guard let uid = participant.uid, uid > 0, String(uid) == participant.id else {
        throw badParticipant("a uid is a whole number from 1 to 4294967295")
      }
    case .rtm:
      guard (1...Self.longestUser).contains(participant.id.utf8.count) else { throw badParticipant("a user id has 1 to \(Self.longestUser) bytes") }
    }
  }

  private func badParticipant(_ reason: String) -> ChannelError {
    let shown = Participant(kind: participant.kind, id: String(participant.id.prefix(80)))
    return ChannelError(.badParticipant, attempted: "joining the channel '\(channel)' as \(shown)", reason: reason)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }
}
