internal import TenChannel
internal import TenCore
internal import TenGraph
internal import TenTesting

/// The channel of a run, and the participants that the scenario plays. Confined to the run's loop.
final class ScriptedChannel: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private final class Seat {
    let ear: any ChannelConnection
    let hand: (any ChannelConnection)?
    var transcripts = TranscriptAssembler()

    init(_ ear: any ChannelConnection, _ hand: (any ChannelConnection)?) {
      self.ear = ear
      self.hand = hand
    }
  }

  private let hub = ChannelHub()
  private let plan: ChannelPlan
  private let channel: String
  private let loop: VirtualLoop
  private let log: ObservationLog
  private var seats: [String: Seat] = [:]

  init(_ plan: ChannelPlan, channel: String, _ loop: VirtualLoop, _ log: ObservationLog) {
    self.plan = plan
    self.channel = channel
    self.loop = loop
    self.log = log
    hub.attach(to: loop)
  }

  /// The session is ready: those come who come by themselves.
  func begin(failed: @escaping @Sendable (String) -> Void) {
    for participant in plan.participants {
      guard let joins = participant.joins else { continue }
      _ = Task(executorPreference: loop) {
        if joins > .zero { await self.loop.wait(joins) }
        do {
          try await self.join(participant.name)
        } catch {
          failed("\(error)")
        }
      }
      if let leaves = participant.leaves {
        _ = loop.after(leaves.nanoseconds) { _ = Task(executorPreference: self.loop) { await self.leave(participant.name) } }
      }
      for (at, sound) in participant.speaks {
        _ = loop.after(at.nanoseconds) { _ = Task(executorPreference: self.loop) { await self.speak(participant.name, sound) } }
      }
    }
  }

  func join(_ name: String) async throws {
    guard let participant = plan.participants.first(where: { $0.name == name }), seats[name] == nil else { return }
    var request = JoinRequest(channel: channel, participant: .rtc(participant.uid))
    request.receivesVideo = true
    let told: @Sendable (ChannelEvent) -> Void = { [self] in heard($0, by: name) }
    let hand = participant.writes ? try await hub.join(JoinRequest(channel: channel, participant: .rtm(String(participant.uid))), onEvent: told) : nil
    seats[name] = Seat(try await hub.join(request, onEvent: told), hand)
  }

  func leave(_ name: String) async {
    guard let seat = seats.removeValue(forKey: name) else { return }
    await seat.hand?.leave()
    await seat.ear.leave()
  }

  /// Lasts as long as the sound; ends when the participant leaves.
  func speak(_ name: String, _ sound: Sound) async {
    for (index, piece) in sound.pieces.enumerated() {
      if index > 0, !sound.isFast { await loop.wait(Sound.piece) }
      guard let seat = seats[name] else { return }
      let audio = ChannelAudio(sampleRate: sound.sampleRate, channels: sound.channels, timestamp: Int64(index) * 20, payload: piece)
      _ = seat.ear.publish(audio)
    }
  }

  /// - Throws: when the participant is not there, or cannot write.
  func write(_ name: String, _ text: String) throws {
    guard let seat = seats[name] else { throw ScenarioError(description: "'\(name)' is not in the channel; let it join first") }
    guard let hand = seat.hand else { throw ScenarioError(description: "'\(name)' cannot write: its 'writes' is false") }
    try hand.send(message: Payload(Array(text.utf8)), customType: "")
  }

  func isIn(_ name: String) -> Bool { seats[name] != nil }

  private func heard(_ event: ChannelEvent, by name: String) {
    func saw(_ kind: String, _ properties: Properties, _ payload: Payload = Payload(), _ medium: Observation.Medium = .none) {
      log.add(
        Observation(
          time: .zero, port: Port(place: .participant(name), kind: kind), properties: properties, payload: payload, medium: medium))
    }
    switch event {
    case .joined(let who): saw("joined", ["kind": .string(who.kind.rawValue), "id": .string(who.id)])
    case .left(let who, let reason): saw("left", ["kind": .string(who.kind.rawValue), "id": .string(who.id), "reason": .string(reason)])
    case .audio(let uid, let audio):
      saw("hears", ["from": Value(Int(uid))], audio.payload, .audio(sampleRate: audio.sampleRate, channels: audio.channels))
    case .video(let uid, let video):
      saw("sees", ["from": Value(Int(uid))], video.payload, .video(width: video.width, height: video.height))
    case .data(let uid, let bytes):
      let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      guard text.split(separator: "|", omittingEmptySubsequences: false).count == 4, let seat = seats[name] else {
        return saw("data", ["from": Value(Int(uid)), "text": .string(text)])
      }
      // A transcript comes in parts; it is seen when it is whole.
      guard let whole = seat.transcripts.add(bytes, now: loop.now) else { return }
      saw("data", whole)
    case .message(let user, let bytes, _, _):
      let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      var properties: Properties = ["from": .string(user), "text": .string(text)]
      if let json = try? JSON.parse(text) { properties["json"] = json }
      saw("message", properties)
    case .presence(let user, let states):
      saw("presence", ["from": .string(user), "states": .object(Properties(states.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))])
    case .tokenWillExpire: break
    case .ended(let error): saw("ended", ["reason": .string("\(error)")])
    }
  }
}
