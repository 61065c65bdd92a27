internal import TenCore
internal import TenGraph

/// Reads who is in the channel.
struct ChannelReader {
  let scenario: ScenarioReader
  private var findings: Findings { scenario.findings }

  init(scenario: ScenarioReader) { self.scenario = scenario }

  func read(_ value: Value, _ spot: Spot, into channel: inout ChannelPlan) {
    guard let reader = ObjectReader(value, at: spot, .channel, findings) else { return }
    channel.name = reader.string("name") ?? channel.name
    for (name, value, spot) in reader.named("participants") {
      guard let participant = participant(name, value, spot) else { continue }
      channel.participants.removeAll { $0.name == name }
      channel.participants.append(participant)
    }
  }

  private func participant(_ name: String, _ value: Value, _ spot: Spot) -> ParticipantPlan? {
    guard let reader = ObjectReader(value, at: spot, .participant, findings) else { return nil }
    guard let uid = reader.integer("uid", in: 1...4_294_967_295) else {
      if !reader.has("uid") { reader.missing("uid") }
      return nil
    }
    var participant = ParticipantPlan(name: name, spot: spot, uid: UInt32(uid))
    participant.writes = reader.bool("writes") ?? true
    participant.joins = reader.time("joins")
    participant.leaves = reader.time("leaves")
    participant.speaks = reader.array("speaks").compactMap { value, spot in
      guard let inner = ObjectReader(value, at: spot, .speech, findings), let sound = SoundReader(scenario: scenario).read(inner) else { return nil }
      return (inner.time("at") ?? .zero, sound)
    }
    return participant
  }
}
